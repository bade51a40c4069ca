package io.penstock.bench.micro;

import io.penstock.bench.contender.Encoder;
import io.penstock.bench.contender.Workload;
import java.util.Arrays;
import java.util.stream.LongStream;

/** The first good records of a workload. */
final class Records {

    static final int COUNT = 1_000;

    private Records() {}

    static byte[][] of(String workload) {
        Workload events = Workload.named(workload);
        Workload.Rows rows = events.rows();
        Encoder encoder = events.encoder();
        return LongStream.iterate(0, i -> i + 1)
                .filter(i -> rows.row(i) != null)
                .limit(COUNT)
                .mapToObj(encoder::record)
                .toArray(byte[][]::new);
    }

    static double averageBytes(String workload) {
        return Arrays.stream(of(workload))
                .mapToInt(record -> record.length)
                .average()
                .orElseThrow();
    }
}
