package io.penstock.engine.dashboard;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A range of time.
 *
 * @param from its first moment; null for the beginning
 * @param to the moment behind its last one; null for the end
 */
public record TimeRange(@Nullable Instant from, @Nullable Instant to) {

    /** All that there is. */
    public static final TimeRange WHOLE = new TimeRange(null, null);

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    /** @throws PanelRequestException when it ends before it begins, or lies in no year that a calendar has */
    public TimeRange {
        require(from);
        require(to);
        if (from != null && to != null && !from.isBefore(to)) {
            throw PanelRequestException.wrong(
                    "Cannot read the range of time, it ends at %s and begins at %s".formatted(to, from));
        }
    }

    /** @throws PanelRequestException when it is a time that no calendar has */
    static void require(@Nullable Instant time) {
        if (time != null && (time.isBefore(EARLIEST) || time.isAfter(LATEST))) {
            throw PanelRequestException.wrong("Cannot read a time, expected years 1 to 9999: " + time);
        }
    }

    /** The time that has just passed. */
    public static TimeRange last(Duration length, Instant now) {
        return new TimeRange(now.minus(length), now);
    }
}
