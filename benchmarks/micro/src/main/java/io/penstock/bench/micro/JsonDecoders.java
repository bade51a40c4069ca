package io.penstock.bench.micro;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.Blackhole;

/** Nanoseconds for a record of JSON. */
public class JsonDecoders extends DecoderBenchmark {

    @Param({"json"})
    public String workload = "";

    private final ObjectMapper jackson = new ObjectMapper();

    @Benchmark
    public void fromJson(Spark spark, Blackhole hole) {
        spark.decode(records(), hole);
    }

    /** Only makes the tree; nothing is taken out of it. */
    @Benchmark
    public void jacksonTree(Blackhole hole) throws IOException {
        for (byte[] record : records()) {
            hole.consume(jackson.readTree(record));
        }
    }
}
