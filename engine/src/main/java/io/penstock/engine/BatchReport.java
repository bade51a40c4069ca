package io.penstock.engine;

import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.ledger.ViewBatch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A committed batch in figures.
 *
 * @param query the source or the view with state whose batch it is
 * @param incarnation of the query's checkpoint
 * @param batch its id within the incarnation
 * @param records records read
 * @param rows rows written, by output
 * @param deadLetters records dead-lettered, counted once for each output that refused one
 * @param late rows that came too late for the view
 * @param added what it adds to the pipeline's totals, where records that several queries read count once
 * @param violations violations of each expectation, those that only warn included
 * @param ranges the offsets it covers
 * @param millis time from its start to its commit
 * @param committed when it was committed
 */
public record BatchReport(
        String query,
        String incarnation,
        long batch,
        long records,
        Map<String, Long> rows,
        long deadLetters,
        long late,
        LedgerTotals added,
        Map<String, Long> violations,
        List<Range> ranges,
        long millis,
        Instant committed) {

    /** Offsets of a partition, {@code until} not included. */
    public record Range(String topic, int partition, long from, long until) {}

    static BatchReport of(LedgerEntry entry, LedgerTotals added, long millis, Instant committed) {
        ViewBatch view = entry.view();
        Map<String, Long> rows = new TreeMap<>(view == null ? Map.of() : view.rows());
        long deadLetters = 0;
        long late = 0;
        for (PartitionAccount account : entry.partitions()) {
            if (view == null) {
                account.outputs().forEach((output, counts) -> rows.merge(output, counts.rows(), Long::sum));
            }
            late += account.late();
            deadLetters += account.dead()
                    + account.outputs().values().stream()
                            .mapToLong(PartitionAccount.OutputAccount::dead)
                            .sum();
        }
        List<Range> ranges = entry.partitions().stream()
                .map(a -> new Range(a.topic(), a.partition(), a.from(), a.until()))
                .toList();
        return new BatchReport(
                entry.query(),
                entry.incarnation(),
                entry.batch(),
                entry.records(),
                rows,
                deadLetters,
                late,
                added,
                entry.violations(),
                ranges,
                millis,
                committed);
    }
}
