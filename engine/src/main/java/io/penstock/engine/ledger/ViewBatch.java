package io.penstock.engine.ledger;

import java.util.Map;

/**
 * What a batch of a view with state did beside taking its records.
 *
 * @param watermarkMillis the watermark that split off its late rows, in milliseconds since the epoch; Spark's log of the batch has
 *     the same
 * @param nextWatermarkMillis the watermark after its rows, which the next batch has at least
 * @param rows rows written, by output
 */
public record ViewBatch(long watermarkMillis, long nextWatermarkMillis, Map<String, Long> rows) {

    public ViewBatch {
        rows = Map.copyOf(rows);
    }
}
