package io.penstock.engine.ledger;

import io.penstock.engine.ledger.PartitionAccount.OutputAccount;
import java.util.List;
import java.util.Set;

/**
 * What a query has done since its checkpoint was made. Each entry carries the totals up to it, so that nobody has to add up a
 * long ledger.
 *
 * @param batches batches committed
 * @param records records read
 * @param rows rows written, of all outputs
 * @param deadLetters records dead-lettered, counted once for each output that refused one
 * @param late rows that came too late, counted once for each view
 */
public record LedgerTotals(long batches, long records, long rows, long deadLetters, long late) {

    public static final LedgerTotals NONE = new LedgerTotals(0, 0, 0, 0, 0);

    /** These totals and those of another query. */
    public LedgerTotals plus(LedgerTotals other) {
        return new LedgerTotals(
                batches + other.batches,
                records + other.records,
                rows + other.rows,
                deadLetters + other.deadLetters,
                late + other.late);
    }

    /** What has come since earlier totals of the same query. */
    public LedgerTotals minus(LedgerTotals earlier) {
        return new LedgerTotals(
                batches - earlier.batches,
                records - earlier.records,
                rows - earlier.rows,
                deadLetters - earlier.deadLetters,
                late - earlier.late);
    }

    /** The totals of one batch of a source's query. */
    public static LedgerTotals ofBatch(List<PartitionAccount> partitions) {
        long records = 0;
        long rows = 0;
        long dead = 0;
        for (PartitionAccount account : partitions) {
            records += account.read();
            dead += account.dead();
            for (OutputAccount output : account.outputs().values()) {
                rows += output.rows();
                dead += output.dead();
            }
        }
        return new LedgerTotals(1, records, rows, dead, 0);
    }

    /**
     * The totals of one batch of a view's query.
     *
     * @param counted topics whose records count here and not with another query, which reads them too
     */
    public static LedgerTotals ofBatch(List<PartitionAccount> partitions, ViewBatch view, Set<String> counted) {
        long records = 0;
        long dead = 0;
        long late = 0;
        for (PartitionAccount account : partitions) {
            late += account.late();
            if (counted.contains(account.topic())) {
                records += account.read();
                dead += account.dead();
            }
        }
        long rows = view.rows().values().stream().mapToLong(Long::longValue).sum();
        return new LedgerTotals(1, records, rows, dead + view.allRejected(), late);
    }
}
