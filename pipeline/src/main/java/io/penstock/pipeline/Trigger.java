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

    /**
     * Each record as it comes, for ever. A batch is what is accounted for and committed together, and what is sent again after
     * a crash at most.
     *
     * @param batch how long a batch lasts
     */
    record RealTime(Duration batch) implements Trigger {

        /** How it is written, alone or before the length of a batch. */
        static final String WORD = "realtime";

        static final Duration DEFAULT_BATCH = Duration.ofSeconds(30);
        static final Duration SHORTEST_BATCH = Duration.ofSeconds(5); // records wait while one ends and the next begins
    }

    /**
     * @throws IllegalArgumentException if the text is neither {@code available-now} nor {@code realtime} nor an interval above
     *     zero, or a batch in real time too short
     */
    static Trigger parse(String text) {
        if (text.equals("available-now")) {
            return AvailableNow.AVAILABLE_NOW;
        }
        if (text.equals(RealTime.WORD)) {
            return new RealTime(RealTime.DEFAULT_BATCH);
        }
        if (text.startsWith(RealTime.WORD)) {
            Duration batch =
                    Durations.parse(text.substring(RealTime.WORD.length()).strip());
            if (batch.compareTo(RealTime.SHORTEST_BATCH) < 0) {
                throw new IllegalArgumentException(
                        "Cannot use trigger, a batch in real time lasts %d seconds at least: %s"
                                .formatted(RealTime.SHORTEST_BATCH.toSeconds(), text));
            }
            return new RealTime(batch);
        }
        Duration interval = Durations.parse(text);
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("Cannot use trigger, its interval is not above zero: " + text);
        }
        return new Every(interval);
    }
}
