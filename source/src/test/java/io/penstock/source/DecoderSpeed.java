package io.penstock.source;

import io.penstock.pipeline.Decode;
import io.penstock.pipeline.JsonDecode;
import io.penstock.pipeline.UnknownFields;
import io.penstock.source.Decoding.CsvSpec;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.StructType;

/** Prints how long a decoder takes for a record. Started by hand; the median of several rounds in a warm JVM. */
final class DecoderSpeed {

    private static final int RECORDS = 4_096;
    private static final int BATCHES = 500;
    private static final int ROUNDS = 9;

    // what the machine does beside it is not counted
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private DecoderSpeed() {}

    public static void main(String[] args) {
        String clicks = "recordtime TIMESTAMP, eventid BIGINT, url STRING, ip STRING";
        measure(
                "csv, click",
                new CsvSpec(clicks).timestampFormat("epoch-millis").build(),
                i -> "%d,%d,www.example%d.com,192.168.2.%d"
                        .formatted(1_700_000_000_000L + i, 10_000_000L + i, i % 255, i % 255));
        measure(
                "csv, 10 columns",
                new CsvSpec(
                                "a BIGINT, b DOUBLE, c TIMESTAMP, d STRING, e STRING, f INT, g DOUBLE, h DECIMAL(10,2), i DATE, j BOOLEAN")
                        .build(),
                i ->
                        ("%d,%.6f,2026-01-31T10:%02d:%02d.%03dZ,\"quoted, text %d\",plain text,%d,%.3f,%d.%02d,2026-01-%02d,%s")
                                .formatted(
                                        10_000_000L + i,
                                        i * 0.123457,
                                        i / 60 % 60,
                                        i % 60,
                                        i % 1000,
                                        i,
                                        i,
                                        -i * 0.5,
                                        i,
                                        i % 100,
                                        1 + i % 31,
                                        i % 2 == 0));
        measure(
                "json, telemetry",
                new JsonDecode(
                        "cab STRING, at TIMESTAMP, lat DOUBLE, lon DOUBLE, speed DOUBLE, occupied BOOLEAN, trip BIGINT",
                        "epoch-millis",
                        Map.of(
                                "lat",
                                "payload.position.lat",
                                "lon",
                                "payload.position.lon",
                                "speed",
                                "payload.speed",
                                "occupied",
                                "payload.occupied",
                                "trip",
                                "payload.trip"),
                        UnknownFields.IGNORE),
                i ->
                        ("{\"cab\":\"cab-%05d\",\"at\":%d,\"type\":\"telemetry\",\"firmware\":{\"version\":\"4.12.0\",\"channel\":\"stable\"},"
                                        + "\"payload\":{\"position\":{\"lat\":%.6f,\"lon\":%.6f,\"accuracy\":5},\"speed\":%.1f,\"heading\":%d,"
                                        + "\"occupied\":%s,\"trip\":%d},\"tags\":[\"north\",\"night\"],\"battery\":12.6}")
                                .formatted(
                                        i,
                                        1_700_000_000_000L + i,
                                        37.5 + i * 1e-5,
                                        -122.4 - i * 1e-5,
                                        i % 500 / 10.0,
                                        i % 360,
                                        i % 2 == 0,
                                        i));
    }

    private static void measure(String name, Decode spec, IntFunction<String> text) {
        byte[][] records = new byte[RECORDS][];
        long bytes = 0;
        Locale.setDefault(Locale.ROOT);
        for (int i = 0; i < RECORDS; i++) {
            records[i] = text.apply(i).getBytes(StandardCharsets.UTF_8);
            bytes += records[i].length;
        }
        StructType schema = StructType.fromDDL(spec.schema());
        Decoder decoder = Decoders.create(spec, schema);
        WritableColumnVector[] vectors = OnHeapColumnVector.allocateColumns(RECORDS, schema);
        double[] nanos = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int batch = 0; batch < BATCHES; batch++) {
                decodeAll(decoder, records, vectors);
            }
            nanos[round] = (THREADS.getCurrentThreadCpuTime() - start) / ((double) BATCHES * RECORDS);
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%s: %.0f ns per record of %d bytes (min %.0f, max %.0f)%n",
                name, nanos[ROUNDS / 2], bytes / RECORDS, nanos[0], nanos[ROUNDS - 1]);
    }

    private static void decodeAll(Decoder decoder, byte[][] records, WritableColumnVector[] vectors) {
        for (WritableColumnVector vector : vectors) {
            vector.reset();
        }
        for (int row = 0; row < records.length; row++) {
            Rejection rejection = decoder.decode(records[row], 0, records[row].length, vectors, row);
            if (rejection != null) {
                throw new IllegalStateException("Cannot measure, a record was rejected: " + rejection.reason());
            }
        }
    }
}
