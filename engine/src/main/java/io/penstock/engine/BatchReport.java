package io.penstock.engine;

import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.engine.ledger.PartitionAccount;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A committed batch in figures.
 *
 * @param source the source it read
 * @param batch its id within the source's query
 * @param records records read
 * @param rows rows written, by output
 * @param deadLetters records dead-lettered, counted once for each output that refused one
 * @param violations violations of each expectation, those that only warn included
 * @param ranges the offsets it covers
 * @param millis time from its start to its commit
 * @param committed when it was committed
 */
public record BatchReport(
        String source,
        long batch,
        long records,
        Map<String, Long> rows,
        long deadLetters,
        Map<String, Long> violations,
        List<Range> ranges,
        long millis,
        Instant committed) {

    /** Offsets of a partition, {@code until} not included. */
    public record Range(String topic, int partition, long from, long until) {}

    LedgerTotals totals() {
        long written = rows.values().stream().mapToLong(Long::longValue).sum();
        return new LedgerTotals(1, records, written, deadLetters);
    }

    static BatchReport of(LedgerEntry entry, long millis, Instant committed) {
        Map<String, Long> rows = new TreeMap<>();
        long deadLetters = 0;
        for (PartitionAccount account : entry.partitions()) {
            account.outputs().forEach((output, counts) -> rows.merge(output, counts.rows(), Long::sum));
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
                entry.batch(),
                entry.records(),
                rows,
                deadLetters,
                entry.violations(),
                ranges,
                millis,
                committed);
    }
}
