package io.penstock.bench.micro;

import io.penstock.bench.contender.RecordParser;
import io.penstock.bench.contender.Workload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Nanoseconds for a line of a web server's log; what is written by hand is a regular expression of Java. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Records.COUNT)
public class LogDecoders {

    @Param({"access-log"})
    public String workload = "";

    private byte[][] records = {};

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

    /** Our decoder. */
    @State(Scope.Thread)
    public static class Ours {

        private PenstockDecoder decoder = new PenstockDecoder("csv4");

        @Setup
        public void prepare(LogDecoders benchmark) {
            decoder = new PenstockDecoder(benchmark.workload);
        }
    }

    /** What the contenders use that let one write a deserializer by hand. */
    @State(Scope.Thread)
    public static class Parser {

        private RecordParser parser = RecordParser.of(Workload.named("csv4"));

        @Setup
        public void prepare(LogDecoders benchmark) {
            parser = RecordParser.of(Workload.named(benchmark.workload));
        }
    }
}
