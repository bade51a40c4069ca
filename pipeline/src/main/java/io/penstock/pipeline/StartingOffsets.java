package io.penstock.pipeline;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Where the first run of a pipeline begins to read a topic. */
public sealed interface StartingOffsets {

    /** One end of what the topic holds. */
    enum Edge implements StartingOffsets {
        EARLIEST,
        LATEST
    }

    /** The first record whose timestamp is at or after {@code time}. */
    record At(Instant time) implements StartingOffsets {}

    /** @throws IllegalArgumentException if the text is neither an edge nor a point in time with its zone */
    static StartingOffsets parse(String text) {
        if (text.equals("earliest")) {
            return Edge.EARLIEST;
        }
        if (text.equals("latest")) {
            return Edge.LATEST;
        }
        try {
            return new At(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("Cannot read starting offsets: " + text, e);
        }
    }
}
