package io.penstock.bench.micro;

import io.penstock.bench.contender.RecordParser;
import io.penstock.bench.contender.Workload;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Nanoseconds for a record, with what can decode every workload. A subclass has a parameter {@value #WORKLOAD} and adds what is
 * for its workloads only.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Records.COUNT)
public abstract class DecoderBenchmark {

    static final String WORKLOAD = "workload";

    private byte[][] records = {};

    @Setup
    public void prepare(BenchmarkParams parameters) {
        records = Records.of(parameters.getParam(WORKLOAD));
    }

    final byte[][] records() {
        return records;
    }

    @Benchmark
    public Object penstock(Ours ours) {
        return ours.decoder.decode(records);
    }

    @Benchmark
    public void handWritten(Parser parser, Blackhole hole) {
        NoRow row = new NoRow(hole);
        for (byte[] record : records) {
            hole.consume(parser.parser.parse(record, row));
        }
    }

    /** Our decoder. */
    @State(Scope.Thread)
    public static class Ours {

        private PenstockDecoder decoder = new PenstockDecoder("csv4");

        @Setup
        public void prepare(BenchmarkParams parameters) {
            decoder = new PenstockDecoder(parameters.getParam(WORKLOAD));
        }
    }

    /** What the contenders use that let one write a deserializer by hand. */
    @State(Scope.Thread)
    public static class Parser {

        private RecordParser parser = RecordParser.of(Workload.named("csv4"));

        @Setup
        public void prepare(BenchmarkParams parameters) {
            parser = RecordParser.of(Workload.named(parameters.getParam(WORKLOAD)));
        }
    }

    /** The function of Spark's SQL for the workload's format. Spark takes seconds to start: only for what needs it. */
    @State(Scope.Thread)
    public static class Spark {

        private @Nullable SparkFunction function;

        @Setup
        public void start(BenchmarkParams parameters) {
            function = SparkFunction.decoding(Workload.named(parameters.getParam(WORKLOAD)));
        }

        final void decode(byte[][] records, Blackhole hole) {
            for (byte[] record : records) {
                hole.consume(function.apply(record));
            }
        }

        @TearDown
        public void stop() {
            function.close();
        }
    }
}
