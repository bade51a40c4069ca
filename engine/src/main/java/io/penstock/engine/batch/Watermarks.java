package io.penstock.engine.batch;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which watermark the batch had that read an offset, for the partitions of one topic: what decided whether a row was late.
 *
 * @param byPartition by partition, in microseconds since the epoch by the offset behind the last one of each batch
 */
public record Watermarks(Map<Integer, TreeMap<Long, Long>> byPartition) implements Serializable {

    /** Of one partition, in a form that is quick to ask for rising offsets. */
    public Partition of(int partition) {
        TreeMap<Long, Long> batches = byPartition.getOrDefault(partition, new TreeMap<>());
        long[] ends = batches.keySet().stream().mapToLong(Long::longValue).toArray();
        long[] micros = batches.values().stream().mapToLong(Long::longValue).toArray();
        return new Partition(ends, micros);
    }

    /** Not thread-safe. */
    public static final class Partition {

        private final long[] ends;
        private final long[] micros;
        private int at;

        private Partition(long[] ends, long[] micros) {
            this.ends = ends;
            this.micros = micros;
        }

        /** The watermark of the offset's batch, in microseconds since the epoch. */
        long of(long offset) {
            if (at >= ends.length || offset >= ends[at] || (at > 0 && offset < ends[at - 1])) {
                int found = Arrays.binarySearch(ends, offset + 1);
                at = found >= 0 ? found : -found - 1;
            }
            if (at >= ends.length) {
                throw new IllegalStateException("Cannot find the batch of offset " + offset + ", it is not committed");
            }
            return micros[at];
        }
    }
}
