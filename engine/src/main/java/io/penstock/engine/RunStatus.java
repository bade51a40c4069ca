package io.penstock.engine;

import io.penstock.engine.ledger.LedgerTotals;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a run is, and what its pipeline has done since it was first started or last reset, over all its runs.
 *
 * @param state where it is
 * @param batches batches committed
 * @param records records read from the topics
 * @param rows rows written to outputs
 * @param deadLetters records that went to the dead letters
 * @param late rows that came too late for a view, counted once for each view
 * @param recordsPerSecond of the last minute or less
 * @param lastBatchMillis duration of the last batch
 * @param secondsBehind age of the newest committed record while records wait, or how long the batch at hand has been going on; 0
 *     when nothing waits
 * @param error why it failed, or nothing
 * @param lastCommit when the last batch was committed, or nothing yet
 * @param lacking what indices lack because OpenSearch was away, by output
 */
public record RunStatus(
        State state,
        long batches,
        long records,
        long rows,
        long deadLetters,
        long late,
        double recordsPerSecond,
        long lastBatchMillis,
        double secondsBehind,
        @Nullable String error,
        @Nullable Instant lastCommit,
        Map<String, IndexBacklog> lacking) {

    public RunStatus {
        lacking = lacking == null ? Map.of() : Map.copyOf(lacking); // a driver of an earlier release says nothing of it
    }

    /** The counts together. */
    public LedgerTotals totals() {
        return new LedgerTotals(batches, records, rows, deadLetters, late);
    }

    /** The same at its end. @param failure why, or nothing where it was stopped or had read all there was */
    public RunStatus ended(@Nullable Throwable failure) {
        return new RunStatus(
                failure == null ? State.STOPPED : State.FAILED,
                batches,
                records,
                rows,
                deadLetters,
                late,
                recordsPerSecond,
                lastBatchMillis,
                0,
                failure == null ? null : failure.getMessage(),
                lastCommit,
                lacking);
    }

    /** The life of a run. */
    public enum State {
        RUNNING,
        STOPPED,
        FAILED
    }
}
