package io.penstock.engine.commit;

import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.FilesRecord;
import java.util.List;

/**
 * Everything that is needed to finish a batch without computing it again: which files go into which tables, and the ledger
 * entry that says so.
 *
 * @param run id of the driver's run that computed the batch
 * @param entry the ledger entry to be written
 * @param tables files of each output's table, in the order of their commits
 * @param deadLetters files of the dead-letter table; without files when the batch has none
 * @param resolved in a replay, the dead letters that are none any more
 */
public record PreparedRecord(
        String run,
        LedgerEntry entry,
        List<FilesRecord> tables,
        FilesRecord deadLetters,
        List<DeadLetterKey> resolved) {

    public PreparedRecord {
        tables = List.copyOf(tables);
        resolved = List.copyOf(resolved);
    }

    public BatchIdentity identity() {
        return new BatchIdentity(entry.pipeline(), entry.query(), entry.incarnation(), entry.batch());
    }
}
