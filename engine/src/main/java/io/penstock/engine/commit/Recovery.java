package io.penstock.engine.commit;

import io.penstock.engine.RefusedException;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.ViewBatch;
import io.penstock.engine.state.CorruptStateException;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.OutputTable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings a query's state to a point from which Spark can go on: prepared batches are completed and Spark's checkpoint is told,
 * so that Spark never computes them again. A state that does not fit together is refused; nothing is guessed.
 */
public final class Recovery {

    private final Incarnation incarnation;
    private final QueryState state;
    private final SparkCheckpoint checkpoint;
    private final CommitProtocol protocol;

    public Recovery(Incarnation incarnation, QueryState state, SparkCheckpoint checkpoint, CommitProtocol protocol) {
        this.incarnation = incarnation;
        this.state = state;
        this.checkpoint = checkpoint;
        this.protocol = protocol;
    }

    /** @throws RefusedException when checkpoint, ledger and tables do not belong together; it names the way out */
    public void run(List<OutputTable> tables) {
        tables.forEach(this::checkTable);
        planRealTime();
        checkCheckpoint();
        protocol.completePrepared();
        Long planned = checkpoint.lastPlanned();
        Long committed = checkpoint.lastCommitted();
        if (planned != null && !planned.equals(committed) && state.ledger().contains(planned)) {
            ViewBatch view = state.ledger().last().view();
            checkpoint.commit(planned, view == null ? 0 : view.nextWatermarkMillis());
        }
    }

    /**
     * Tells Spark's checkpoint of a batch in real-time mode that it does not know yet: there a batch is prepared, and may be in
     * the ledger, before Spark writes what it ended at.
     */
    private void planRealTime() {
        Long planned = checkpoint.lastPlanned();
        long next = orNone(planned) + 1;
        LedgerEntry unknown = find(next);
        if (unknown != null && unknown.realTime() && checkpoint.hasMetadata()) {
            Map<Integer, Long> ends = new TreeMap<>();
            unknown.partitions().forEach(account -> ends.put(account.partition(), account.until()));
            checkpoint.plan(next, incarnation.topic(), ends);
        }
    }

    /** What a prepared or finished batch has done; nothing where there is none, or it cannot be read, which is refused later. */
    private @Nullable LedgerEntry find(long batch) {
        PreparedRecord prepared;
        try {
            prepared = state.findPrepared(batch);
        } catch (CorruptStateException e) {
            return null;
        }
        LedgerEntry last = prepared == null ? state.ledger().last() : prepared.entry();
        return last != null && last.batch() == batch ? last : null;
    }

    private void checkTable(OutputTable table) {
        BatchIdentity last = table.lastBatch(incarnation.pipeline(), incarnation.query());
        if (last != null && !last.incarnation().equals(incarnation.id())) {
            throw refused("table " + table.name() + " holds batches of another checkpoint (incarnation "
                    + last.incarnation() + "), which would be written a second time");
        }
    }

    private void checkCheckpoint() {
        Long inLedger = state.ledger().lastBatch();
        Long planned = checkpoint.lastPlanned();
        Long committed = checkpoint.lastCommitted();
        if (inLedger != null && planned == null) {
            throw refused("Spark's checkpoint is missing in " + state.checkpoint() + ", but the ledger ends at batch "
                    + inLedger);
        }
        if (planned != null && !checkpoint.hasMetadata()) {
            throw refused("Spark's checkpoint in " + state.checkpoint() + " has no metadata file");
        }
        long lastLedger = orNone(inLedger);
        long lastPlanned = orNone(planned);
        long lastCommitted = orNone(committed);
        if (lastPlanned < lastLedger || lastCommitted > lastLedger || lastPlanned > lastCommitted + 1) {
            throw refused("Spark's checkpoint in " + state.checkpoint() + " and the ledger do not belong together: "
                    + "planned up to " + name(planned) + ", committed up to " + name(committed) + ", ledger up to "
                    + name(inLedger));
        }
        for (long batch : state.preparedBatches()) {
            if (batch > lastPlanned) {
                throw refused("batch " + batch + " is prepared, but Spark's checkpoint in " + state.checkpoint()
                        + " ends at " + name(planned));
            }
        }
    }

    private static long orNone(@Nullable Long batch) {
        return batch == null ? -1 : batch;
    }

    private static String name(@Nullable Long batch) {
        return batch == null ? "no batch" : "batch " + batch;
    }

    private RefusedException refused(String why) {
        return new RefusedException("Cannot start " + incarnation.pipeline() + "/" + incarnation.query() + ", " + why
                + ". Put the state back as it was, or start over with: penstock reset " + incarnation.pipeline());
    }
}
