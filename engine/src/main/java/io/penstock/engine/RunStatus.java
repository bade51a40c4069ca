package io.penstock.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a run has done since it was started.
 *
 * @param state where it is
 * @param batches batches committed
 * @param records records read from the topics
 * @param rows rows written to outputs
 * @param deadLetters records that went to the dead letters
 * @param recordsPerSecond of the last minute or less
 * @param lastBatchMillis duration of the last batch
 * @param secondsBehind age of the newest committed record while records wait, 0 when none do
 * @param error why it failed, or nothing
 * @param lastCommit when the last batch was committed, or nothing yet
 */
public record RunStatus(
        State state,
        long batches,
        long records,
        long rows,
        long deadLetters,
        double recordsPerSecond,
        long lastBatchMillis,
        double secondsBehind,
        @Nullable String error,
        @Nullable Instant lastCommit) {

    /** The life of a run. */
    public enum State {
        RUNNING,
        STOPPED,
        FAILED
    }
}
