package io.penstock.pipeline;

import java.time.Duration;

/** When a batch is started. */
public sealed interface Trigger {

    /** A batch at most this often, for ever; the next one follows at once if a batch took longer. */
    record Every(Duration interval) implements Trigger {}

    /** Processes what is there when the run starts, and ends. */
    enum AvailableNow implements Trigger {
        AVAILABLE_NOW
    }

    /** @throws IllegalArgumentException if the text is neither {@code available-now} nor an interval above zero */
    static Trigger parse(String text) {
        if (text.equals("available-now")) {
            return AvailableNow.AVAILABLE_NOW;
        }
        Duration interval = Durations.parse(text);
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("Cannot use trigger, its interval is not above zero: " + text);
        }
        return new Every(interval);
    }
}
