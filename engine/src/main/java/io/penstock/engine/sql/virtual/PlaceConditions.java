package io.penstock.engine.sql.virtual;

import io.penstock.sinks.Lineage;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.jspecify.annotations.Nullable;

/**
 * What a statement's conditions say about where its records lie. They say it of more records than it wants, never of fewer:
 * Spark judges each row again.
 */
final class PlaceConditions {

    private static final String TIMESTAMP = "_kafka_timestamp";

    private @Nullable Set<Integer> partitions;
    private long from;
    private long until = Long.MAX_VALUE;
    private @Nullable Instant oldest;
    private @Nullable Instant newest;

    /**
     * @param conditions all of which hold
     * @param isPlace whether a column is one of the place
     */
    static PlaceConditions of(Filter[] conditions, Predicate<String> isPlace) {
        PlaceConditions found = new PlaceConditions();
        for (Filter condition : conditions) {
            if (Arrays.stream(condition.references()).allMatch(isPlace)) {
                found.add(condition);
            }
        }
        return found;
    }

    private void add(Filter condition) {
        if (condition instanceof EqualTo equal) {
            atLeast(equal.attribute(), equal.value());
            atMost(equal.attribute(), equal.value());
            among(equal.attribute(), Collections.singletonList(equal.value()));
        } else if (condition instanceof GreaterThanOrEqual bound) {
            atLeast(bound.attribute(), bound.value());
        } else if (condition instanceof GreaterThan bound) {
            atLeast(bound.attribute(), bound.value());
        } else if (condition instanceof LessThanOrEqual bound) {
            atMost(bound.attribute(), bound.value());
        } else if (condition instanceof LessThan bound) {
            atMost(bound.attribute(), bound.value());
        } else if (condition instanceof In in) {
            among(in.attribute(), Arrays.asList(in.values()));
        }
    }

    private void atLeast(String column, Object value) {
        if (column.equals(Lineage.OFFSET) && value instanceof Long offset) {
            from = Math.max(from, offset);
        } else if (column.equals(TIMESTAMP)) {
            Instant time = instant(value);
            oldest = oldest == null || (time != null && time.isAfter(oldest)) ? time : oldest;
        }
    }

    private void atMost(String column, Object value) {
        if (column.equals(Lineage.OFFSET) && value instanceof Long offset && offset < Long.MAX_VALUE) {
            until = Math.min(until, offset + 1);
        } else if (column.equals(TIMESTAMP)) {
            Instant time = instant(value);
            newest = newest == null || (time != null && time.isBefore(newest)) ? time : newest;
        }
    }

    private void among(String column, List<?> values) {
        if (column.equals(Lineage.PARTITION) && values.stream().allMatch(Integer.class::isInstance)) {
            Set<Integer> wanted = new HashSet<>();
            values.forEach(value -> wanted.add((Integer) value));
            if (partitions != null) {
                wanted.retainAll(partitions);
            }
            partitions = wanted;
        }
    }

    private static @Nullable Instant instant(Object value) {
        if (value instanceof Timestamp timestamp) {
            return timestamp.toInstant();
        }
        return value instanceof Instant instant ? instant : null;
    }

    boolean allowsPartition(int partition) {
        return partitions == null || partitions.contains(partition);
    }

    /** First offset that is wanted. */
    long from() {
        return from;
    }

    /** Offset behind the last one that is wanted. */
    long until() {
        return until;
    }

    /** No record before it is wanted. */
    @Nullable
    Instant oldest() {
        return oldest;
    }

    /** No record after it is wanted. */
    @Nullable
    Instant newest() {
        return newest;
    }

    @Override
    public String toString() {
        return Stream.of(
                        partitions == null
                                ? null
                                : "partitions " + partitions.stream().sorted().toList(),
                        from == 0 ? null : "from offset " + from,
                        until == Long.MAX_VALUE ? null : "until offset " + until,
                        oldest == null ? null : "from " + oldest,
                        newest == null ? null : "to " + newest)
                .filter(part -> part != null)
                .toList()
                .toString();
    }
}
