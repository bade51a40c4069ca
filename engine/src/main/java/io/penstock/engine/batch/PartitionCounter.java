package io.penstock.engine.batch;

import io.penstock.engine.batch.TaskResult.OutputCounts;
import io.penstock.engine.batch.TaskResult.PartitionCounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what becomes of the records of one partition. */
final class PartitionCounter {

    private static final int ROWS = 0;
    private static final int USED = 1;
    private static final int FILTERED = 2;
    private static final int DEAD = 3;
    private static final int LEFT = 4;
    private static final int LEFT_ROWS = 5;

    private final String topic;
    private final int partition;
    private final long firstOffset;
    private final long[][] byOutput;
    private long read;
    private long dropped;
    private long dead;
    private long late;
    private long newestMicros = Long.MIN_VALUE;

    PartitionCounter(String topic, int partition, long firstOffset, int outputs) {
        this.topic = topic;
        this.partition = partition;
        this.firstOffset = firstOffset;
        this.byOutput = new long[outputs][6];
    }

    void read(long records, long newestOfThemMicros) {
        read += records;
        newestMicros = Math.max(newestMicros, newestOfThemMicros);
    }

    void dropped() {
        dropped++;
    }

    void dead() {
        dead++;
    }

    void late() {
        late++;
    }

    void used(int output, long records, long rows) {
        byOutput[output][ROWS] += rows;
        byOutput[output][USED] += records;
    }

    void filtered(int output, long records) {
        byOutput[output][FILTERED] += records;
    }

    void left(int output, long records, long rows) {
        byOutput[output][LEFT] += records;
        byOutput[output][LEFT_ROWS] += rows;
    }

    void dead(int output) {
        byOutput[output][DEAD]++;
    }

    PartitionCounts counts(List<String> outputs) {
        Map<String, OutputCounts> counted = new LinkedHashMap<>();
        for (int i = 0; i < byOutput.length; i++) {
            long[] counts = byOutput[i];
            counted.put(
                    outputs.get(i),
                    new OutputCounts(
                            counts[ROWS],
                            counts[USED],
                            counts[FILTERED],
                            counts[DEAD],
                            counts[LEFT],
                            counts[LEFT_ROWS]));
        }
        return new PartitionCounts(
                topic, partition, firstOffset, read, dropped, dead, late, Math.floorDiv(newestMicros, 1000), counted);
    }
}
