package io.penstock.engine.sql.virtual;

import io.penstock.engine.sql.virtual.TopicTable.Extent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.connector.read.InputPartition;
import org.jspecify.annotations.Nullable;

/**
 * Offsets of one partition that a task reads.
 *
 * @param partition of the topic
 * @param from first offset
 * @param until offset behind the last one
 */
record OffsetRange(int partition, long from, long until) implements InputPartition {

    /**
     * The offsets that conditions leave, at most so many of each partition: the newest.
     *
     * <p>Kafka finds the first offset with a record of a time or later, so nothing is missed below it. Behind it times need not
     * rise; so an upper limit in time leaves nothing out, it only says where the newest are looked for when there are too many.
     *
     * @param firstAt finds, in each partition, the first offset of a time or later
     */
    static List<OffsetRange> of(
            Extent extent, PlaceConditions conditions, long most, Function<Instant, Map<Integer, Long>> firstAt) {
        Instant newest = conditions.newest();
        Map<Integer, Long> oldest = at(conditions.oldest(), firstAt, extent.earliest());
        Map<Integer, Long> behind =
                at(newest == null ? null : newest.plus(Duration.ofMillis(1)), firstAt, extent.latest());
        return extent.partitions().stream()
                .filter(conditions::allowsPartition)
                .map(partition -> {
                    long first = Math.max(
                            Math.max(conditions.from(), extent.earliest().get(partition)), oldest.get(partition));
                    long last = Math.min(conditions.until(), extent.latest().get(partition));
                    long until =
                            last - first <= most ? last : Math.min(last, Math.max(behind.get(partition), first + most));
                    return new OffsetRange(partition, Math.max(first, until - most), until);
                })
                .filter(range -> range.from < range.until)
                .toList();
    }

    private static Map<Integer, Long> at(
            @Nullable Instant time, Function<Instant, Map<Integer, Long>> firstAt, Map<Integer, Long> otherwise) {
        if (time == null) {
            return otherwise;
        }
        // to Kafka a time before the epoch is a word for something else
        return firstAt.apply(time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time);
    }
}
