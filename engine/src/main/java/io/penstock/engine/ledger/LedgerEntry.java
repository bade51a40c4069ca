package io.penstock.engine.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The account of one batch.
 *
 * @param pipeline name of the pipeline
 * @param query name of the query, which is its source's
 * @param incarnation id of the query's checkpoint
 * @param batch batch id within the incarnation
 * @param fingerprint of what the pipeline computed at the time
 * @param prepared when the batch was computed
 * @param partitions accounts by partition of the topic
 * @param violations violations of each expectation, those that only warn included
 * @param totals of the query up to this batch, which is included
 */
public record LedgerEntry(
        String pipeline,
        String query,
        String incarnation,
        long batch,
        String fingerprint,
        Instant prepared,
        List<PartitionAccount> partitions,
        Map<String, Long> violations,
        LedgerTotals totals) {

    public LedgerEntry {
        partitions = List.copyOf(partitions);
        violations = Map.copyOf(violations);
    }

    public long records() {
        return partitions.stream().mapToLong(PartitionAccount::read).sum();
    }
}
