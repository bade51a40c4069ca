package io.penstock.engine.commit;

import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.FilesRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is needed to finish a batch without computing it again: which files go into which tables, and the ledger
 * entry that says so.
 *
 * @param run id of the driver's run that computed the batch
 * @param entry the ledger entry to be written
 * @param tables files of each output's table, in the order of their commits
 * @param deadLetters files of the dead-letter table, or nothing when the batch has none
 */
public record PreparedRecord(
        String run, LedgerEntry entry, List<FilesRecord> tables, @Nullable FilesRecord deadLetters) {

    public PreparedRecord {
        tables = List.copyOf(tables);
    }

    public BatchIdentity identity() {
        return new BatchIdentity(entry.pipeline(), entry.query(), entry.incarnation(), entry.batch());
    }
}
