package io.penstock.bench.micro;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import io.penstock.bench.contender.RecordParser;
import io.penstock.bench.contender.Workload;
import java.nio.charset.StandardCharsets;
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

/** Nanoseconds for a record of delimited text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Records.COUNT)
public class CsvDecoders {

    @Param({"csv4", "csv10"})
    public String workload = "";

    private byte[][] records = {};
    private final CsvParser univocity = univocity();

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
    public void fromCsv(Spark spark, Blackhole hole) {
        for (byte[] record : records) {
            hole.consume(spark.function.apply(record));
        }
    }

    /** Only takes the text apart; the values stay texts. */
    @Benchmark
    public void univocity(Blackhole hole) {
        for (byte[] record : records) {
            hole.consume(univocity.parseLine(new String(record, StandardCharsets.UTF_8)));
        }
    }

    private static CsvParser univocity() {
        CsvParserSettings settings = new CsvParserSettings();
        settings.setLineSeparatorDetectionEnabled(false);
        return new CsvParser(settings);
    }

    /** Our decoder. */
    @State(Scope.Thread)
    public static class Ours {

        private PenstockDecoder decoder = new PenstockDecoder("csv4");

        @Setup
        public void prepare(CsvDecoders benchmark) {
            decoder = new PenstockDecoder(benchmark.workload);
        }
    }

    /** What the contenders use that let one write a deserializer by hand. */
    @State(Scope.Thread)
    public static class Parser {

        private RecordParser parser = RecordParser.of(Workload.named("csv4"));

        @Setup
        public void prepare(CsvDecoders benchmark) {
            parser = RecordParser.of(Workload.named(benchmark.workload));
        }
    }

    /** Spark takes seconds to start: only for what needs it. */
    @State(Scope.Thread)
    public static class Spark {

        private @Nullable SparkFunction function;

        @Setup
        public void start(CsvDecoders benchmark) {
            Workload events = Workload.named(benchmark.workload);
            function = new SparkFunction("from_csv(value, '" + events.writtenDdl() + "', map('escape', '\"'))");
        }

        @TearDown
        public void stop() {
            function.close();
        }
    }
}
