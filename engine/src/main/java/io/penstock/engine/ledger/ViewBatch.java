package io.penstock.engine.ledger;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of a view with state did beside taking its records.
 *
 * @param watermarkMillis the watermark that split off its late rows, in milliseconds since the epoch; Spark's log of the batch has
 *     the same
 * @param nextWatermarkMillis the watermark after its rows, which the next batch has at least
 * @param newestMillis the newest event time of each source so far, in milliseconds since the epoch; none of a source that has given
 *     none
 * @param references the version of each reference that its rows were joined with
 * @param rows rows written, by output
 * @param rejected rows that an index did not take, by output; missing in what earlier releases wrote
 * @param refused rows that its processor rejected; missing in what earlier releases wrote
 */
public record ViewBatch(
        long watermarkMillis,
        long nextWatermarkMillis,
        Map<String, Long> newestMillis,
        Map<String, String> references,
        Map<String, Long> rows,
        @Nullable Map<String, Long> rejected,
        @Nullable Long refused) {

    public ViewBatch {
        newestMillis = Map.copyOf(newestMillis);
        references = Map.copyOf(references);
        rows = Map.copyOf(rows);
        rejected = rejected == null ? Map.of() : Map.copyOf(rejected);
        refused = refused == null ? (Long) 0L : refused;
    }

    /** How many rows an index did not take. */
    public long rejected(String output) {
        return rejected == null ? 0 : rejected.getOrDefault(output, 0L);
    }

    /** How many rows its processor rejected, and all indices did not take. */
    public long allRejected() {
        return rejectedByProcessor()
                + (rejected == null
                        ? 0
                        : rejected.values().stream().mapToLong(Long::longValue).sum());
    }

    /** How many rows its processor rejected. */
    public long rejectedByProcessor() {
        return refused == null ? 0 : refused;
    }
}
