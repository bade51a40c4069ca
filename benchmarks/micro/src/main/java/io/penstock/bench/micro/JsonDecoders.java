package io.penstock.bench.micro;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.bench.contender.RecordParser;
import io.penstock.bench.contender.Workload;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Nanoseconds for a record of JSON. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Records.COUNT)
public class JsonDecoders {

    @Param({"json"})
    public String workload = "";

    private byte[][] records = {};
    private final ObjectMapper jackson = new ObjectMapper();

    @Setup
    public void prepare() {
        records = Records.of(workload);
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

    @Benchmark
    public void fromJson(Spark spark, Blackhole hole) {
        for (byte[] record : records) {
            hole.consume(spark.function.apply(record));
        }
    }

    /** Only makes the tree; nothing is taken out of it. */
    @Benchmark
    public void jacksonTree(Blackhole hole) throws IOException {
        for (byte[] record : records) {
            hole.consume(jackson.readTree(record));
        }
    }

    /** Our decoder. */
    @State(Scope.Thread)
    public static class Ours {

        private PenstockDecoder decoder = new PenstockDecoder("csv4");

        @Setup
        public void prepare(JsonDecoders benchmark) {
            decoder = new PenstockDecoder(benchmark.workload);
        }
    }

    /** What the contenders use that let one write a deserializer by hand. */
    @State(Scope.Thread)
    public static class Parser {

        private RecordParser parser = RecordParser.of(Workload.named("csv4"));

        @Setup
        public void prepare(JsonDecoders benchmark) {
            parser = RecordParser.of(Workload.named(benchmark.workload));
        }
    }

    /** Spark takes seconds to start: only for what needs it. */
    @State(Scope.Thread)
    public static class Spark {

        private @Nullable SparkFunction function;

        @Setup
        public void start(JsonDecoders benchmark) {
            Workload events = Workload.named(benchmark.workload);
            function = new SparkFunction("from_json(value, '" + events.writtenDdl() + "')");
        }

        @TearDown
        public void stop() {
            function.close();
        }
    }
}
