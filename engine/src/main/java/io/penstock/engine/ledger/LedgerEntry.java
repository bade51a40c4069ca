package io.penstock.engine.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The account of one batch.
 *
 * @param pipeline name of the pipeline
 * @param query name of the query, which is its source's or its view's
 * @param incarnation id of the query's checkpoint
 * @param batch batch id within the incarnation
 * @param fingerprint of what the pipeline computed at the time
 * @param prepared when the batch was computed
 * @param partitions accounts by partition of the topic
 * @param violations violations of each expectation, those that only warn included
 * @param totals of the query up to this batch, which is included
 * @param mode {@link #REAL_TIME} for a batch whose end was not known before it ran: Spark's checkpoint learns of it after the
 *     ledger. Nothing for one that Spark had planned
 * @param view what a batch of a view with state did; nothing for any other
 * @param backlog what batches up to this one have left out of each index, or in the catching up of an index, what it has got since;
 *     nothing where nothing was
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
        LedgerTotals totals,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String mode,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ViewBatch view,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Backlog> backlog) {

    /** The mode of a batch that took its records as they came. */
    public static final String REAL_TIME = "realtime";

    public LedgerEntry {
        partitions = List.copyOf(partitions);
        violations = Map.copyOf(violations);
        backlog = backlog == null || backlog.isEmpty() ? null : Map.copyOf(backlog);
    }

    /** Of a query without indices that were left out. */
    public LedgerEntry(
            String pipeline,
            String query,
            String incarnation,
            long batch,
            String fingerprint,
            Instant prepared,
            List<PartitionAccount> partitions,
            Map<String, Long> violations,
            LedgerTotals totals,
            @Nullable String mode,
            @Nullable ViewBatch view) {
        this(
                pipeline,
                query,
                incarnation,
                batch,
                fingerprint,
                prepared,
                partitions,
                violations,
                totals,
                mode,
                view,
                null);
    }

    public boolean realTime() {
        return REAL_TIME.equals(mode);
    }

    public long records() {
        return partitions.stream().mapToLong(PartitionAccount::read).sum();
    }
}
