package io.penstock.engine.commit;

import io.penstock.engine.PipelineFailedException;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.state.AlreadyThereException;
import io.penstock.engine.state.Json;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.BatchTarget;
import io.penstock.sinks.FilesRecord;
import io.penstock.sinks.ForeignBatchException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Commits batches of one query, each once.
 *
 * <p><b>Guarantee:</b> a batch with a prepared record is completed from it, however often the process dies on the way; every
 * step finds out whether it was taken already. A batch without one has left nothing but files that nobody refers to.
 *
 * <p><b>Two drivers:</b> the prepared record, the table commit and the ledger entry can each be made once; the driver that
 * comes second fails with a {@link PipelineFailedException} and has changed nothing that a reader sees.
 *
 * <p><b>Threads:</b> called by one thread at a time.
 */
public final class CommitProtocol {

    private final QueryState state;
    private final Function<String, ? extends BatchTarget> tables;
    private final DeadLetterRemoval removal;

    /** @param tables loads a table that is there, by its name */
    public CommitProtocol(QueryState state, Function<String, ? extends BatchTarget> tables, DeadLetterRemoval removal) {
        this.state = state;
        this.tables = tables;
        this.removal = removal;
    }

    /** Completes what was prepared and not finished, and forgets what was finished and not forgotten. */
    public void completePrepared() {
        for (long batch : state.preparedBatches()) {
            PreparedRecord prepared = state.findPrepared(batch);
            if (state.ledger().contains(batch)) {
                state.deletePrepared(batch);
            } else if (prepared != null) {
                complete(prepared);
            }
        }
    }

    /**
     * Refuses a batch that does not follow the last one of the ledger, or that is prepared already: another driver is at it, and
     * what Spark has planned here may not begin where the ledger ends.
     */
    public void requireNext(BatchIdentity identity) {
        Long last = state.ledger().lastBatch();
        boolean next = identity.batch() == (last == null ? 0 : last + 1);
        if (!next || state.findPrepared(identity.batch()) != null) {
            throw anotherDriver(identity, null);
        }
    }

    /** Makes the batch durable and commits it. */
    public void commit(PreparedRecord batch) {
        BatchIdentity identity = batch.identity();
        Failpoint.COMPUTED.reached(identity);
        try {
            state.create(batch);
        } catch (AlreadyThereException e) {
            deleteFiles(batch);
            throw anotherDriver(identity, e);
        }
        // after the creation, not before it: a driver that was faster wrote its ledger entry before its record went
        // away
        if (state.ledger().contains(identity.batch())) {
            state.deletePrepared(identity.batch());
            if (!isEntered(batch)) {
                deleteFiles(batch);
            }
            throw anotherDriver(identity, null);
        }
        Failpoint.PREPARED.reached(identity);
        complete(batch);
    }

    /** Takes the steps that are left of a prepared batch. */
    public void complete(PreparedRecord batch) {
        BatchIdentity identity = batch.identity();
        deleteOrphans(batch);
        try {
            for (FilesRecord files : batch.tables()) {
                tables.apply(files.table()).commit(identity, files, () -> Failpoint.FILE_MOVED.reached(identity));
                Failpoint.TABLE_COMMITTED.reached(identity);
            }
            Failpoint.TABLES_COMMITTED.reached(identity);
            String deadLetters = batch.deadLetters().table();
            tables.apply(deadLetters).commit(identity, batch.deadLetters(), () -> {});
            Failpoint.DEAD_LETTERS_COMMITTED.reached(identity);
            if (!batch.resolved().isEmpty()) {
                removal.remove(deadLetters, batch.resolved());
                Failpoint.DEAD_LETTERS_REMOVED.reached(identity);
            }
            state.ledger().add(batch.entry());
        } catch (ForeignBatchException | AlreadyThereException e) {
            throw anotherDriver(identity, e);
        }
        Failpoint.LEDGER_WRITTEN.reached(identity);
        state.deletePrepared(identity.batch());
    }

    /**
     * Whether the ledger has this very batch, and tables have its files: another driver completes a record as soon as it is there, while this
     * one may have stood still since. Two batches that were computed at the same moment are taken for one: then files stay that nobody reads.
     */
    private boolean isEntered(PreparedRecord batch) {
        LedgerEntry entered = state.ledger().iterator(batch.entry().batch()).next();
        LedgerEntry own = Json.parse(Json.bytes(batch.entry()), LedgerEntry.class, "the entry of " + batch.identity());
        return entered.prepared().equals(own.prepared());
    }

    /** Files of this batch that other runs wrote: from its prepared record on, none of them can count any more. */
    private void deleteOrphans(PreparedRecord batch) {
        targets(batch).forEach(table -> table.deleteOrphans(batch.identity(), batch.run()));
    }

    /** Files of a batch that another driver has won: nobody will ever refer to them. */
    private void deleteFiles(PreparedRecord batch) {
        targets(batch).forEach(table -> table.deleteFiles(batch.identity(), batch.run()));
    }

    private Stream<? extends BatchTarget> targets(PreparedRecord batch) {
        return Stream.concat(batch.tables().stream(), Stream.of(batch.deadLetters()))
                .map(files -> tables.apply(files.table()));
    }

    private static PipelineFailedException anotherDriver(BatchIdentity identity, @Nullable Throwable cause) {
        return new PipelineFailedException(
                "Cannot commit " + identity + ", another driver works on the same checkpoint and has been faster. "
                        + "This one stops; nothing was doubled. Let only one of them run.",
                cause);
    }
}
