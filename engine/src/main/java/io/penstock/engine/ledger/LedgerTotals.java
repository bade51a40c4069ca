package io.penstock.engine.ledger;

import io.penstock.engine.ledger.PartitionAccount.OutputAccount;
import java.util.List;

/**
 * What a query has done since its checkpoint was made. Each entry carries the totals up to it, so that nobody has to add up a
 * long ledger.
 *
 * @param batches batches committed
 * @param records records read
 * @param rows rows written, of all outputs
 * @param deadLetters records dead-lettered, counted once for each output that refused one
 */
public record LedgerTotals(long batches, long records, long rows, long deadLetters) {

    public static final LedgerTotals NONE = new LedgerTotals(0, 0, 0, 0);

    /** These totals and those of another query. */
    public LedgerTotals plus(LedgerTotals other) {
        return new LedgerTotals(
                batches + other.batches, records + other.records, rows + other.rows, deadLetters + other.deadLetters);
    }

    /** These totals and a batch. */
    public LedgerTotals plusBatch(List<PartitionAccount> partitions) {
        long moreRecords = 0;
        long moreRows = 0;
        long moreDead = 0;
        for (PartitionAccount account : partitions) {
            moreRecords += account.read();
            moreDead += account.dead();
            for (OutputAccount output : account.outputs().values()) {
                moreRows += output.rows();
                moreDead += output.dead();
            }
        }
        return plus(new LedgerTotals(1, moreRecords, moreRows, moreDead));
    }
}
