package io.penstock.bench.micro;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.Blackhole;

/** Nanoseconds for a record of delimited text. */
public class CsvDecoders extends DecoderBenchmark {

    @Param({"csv4", "csv10"})
    public String workload = "";

    private final CsvParser univocity = univocityParser();

    @Benchmark
    public void fromCsv(Spark spark, Blackhole hole) {
        spark.decode(records(), hole);
    }

    /** Only takes the text apart; the values stay texts. */
    @Benchmark
    public void univocity(Blackhole hole) {
        for (byte[] record : records()) {
            hole.consume(univocity.parseLine(new String(record, StandardCharsets.UTF_8)));
        }
    }

    private static CsvParser univocityParser() {
        CsvParserSettings settings = new CsvParserSettings();
        settings.setLineSeparatorDetectionEnabled(false);
        return new CsvParser(settings);
    }
}
