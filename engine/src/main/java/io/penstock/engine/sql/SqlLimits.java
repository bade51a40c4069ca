package io.penstock.engine.sql;

import java.time.Duration;

/**
 * How much one statement may return and how long it may take.
 *
 * @param maxRows rows; a longer result is cut off and marked as such
 * @param maxBytes bytes of the rows as Spark holds them (their JSON is some 1 to 3 times that); cut off likewise
 * @param maxTime from start to the last row, the reader's pace included; a statement that takes longer fails
 */
public record SqlLimits(long maxRows, long maxBytes, Duration maxTime) {

    /** 10,000 rows, 64 MiB, five minutes. */
    public static final SqlLimits DEFAULT = new SqlLimits(10_000, 64L << 20, Duration.ofMinutes(5));

    /** What nobody may exceed, whatever is asked for: each byte passes through the driver's heap. */
    public static final SqlLimits HIGHEST = new SqlLimits(10_000_000, 1L << 30, Duration.ofHours(1));

    public SqlLimits {
        if (maxRows < 1 || maxBytes < 1 || maxTime.isZero() || maxTime.isNegative()) {
            throw new IllegalArgumentException("Cannot limit a statement, limits start at 1: %d rows, %d bytes, %s"
                    .formatted(maxRows, maxBytes, maxTime));
        }
    }

    /** Returns these limits, each lowered to that of {@code other} where that is lower. */
    public SqlLimits atMost(SqlLimits other) {
        return new SqlLimits(
                Math.min(maxRows, other.maxRows),
                Math.min(maxBytes, other.maxBytes),
                maxTime.compareTo(other.maxTime) < 0 ? maxTime : other.maxTime);
    }
}
