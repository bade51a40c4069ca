package io.penstock.engine.test;

import io.penstock.engine.batch.InputSpec;
import io.penstock.engine.commit.CommitProtocol;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.commit.PreparedRecord;
import io.penstock.engine.commit.QueryState;
import io.penstock.engine.commit.Recovery;
import io.penstock.engine.commit.SparkCheckpoint;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.engine.ledger.ViewBatch;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.QueryPlan;
import io.penstock.engine.state.StateFolder;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.FilesRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a query of a case has committed, by the protocol of a run. Its prepared records, its ledger and Spark's checkpoint lie in a
 * folder, and a new run goes on from them; only its rows are in memory. The ledger has no accounts: there are no topics to compare
 * them with. Of one thread at a time.
 */
final class CaseCommits {

    private final QueryPlan query;
    private final Incarnation incarnation;
    private final QueryState state;
    private final CommitProtocol protocol;
    private String run = newRun();

    /** @param folder of the query's state */
    CaseCommits(String pipeline, QueryPlan query, StateFolder folder, Collected collected) {
        this.query = query;
        this.incarnation = new Incarnation(newRun(), pipeline, query.name(), "", "", Map.of(), Instant.EPOCH);
        this.state = new QueryState(folder);
        Map<String, List<String>> keys = new HashMap<>();
        query.outputs().forEach(output -> keys.put(Case.output(output.name()), output.key()));
        this.protocol = new CommitProtocol(
                state,
                what -> new CollectedTable(collected, what, keys.getOrDefault(what, List.of())),
                (table, resolved) -> {});
    }

    private static String newRun() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    /** Begins a new run, which finds what the ones before it have left. */
    void begin() {
        run = newRun();
    }

    /** Id of the run. */
    String run() {
        return run;
    }

    /** Where Spark's checkpoint is. */
    StateFolder checkpoint() {
        return state.checkpoint();
    }

    BatchIdentity identity(long batch) {
        return new BatchIdentity(incarnation.pipeline(), query.name(), incarnation.id(), batch);
    }

    /** The batch behind the last one of the ledger. */
    long next() {
        Long last = state.ledger().lastBatch();
        return last == null ? 0 : last + 1;
    }

    /** The last entry of the ledger, if there is one. */
    @Nullable
    LedgerEntry last() {
        return state.ledger().last();
    }

    /** Completes what an earlier run has prepared. */
    void recover() {
        protocol.completePrepared();
    }

    /** The same, and tells Spark of it. */
    void recover(SparkCheckpoint checkpoint) {
        new Recovery(incarnation, state, checkpoint, protocol).run(List.of());
    }

    /** @throws io.penstock.engine.PipelineFailedException when it does not follow the last one */
    void requireNext(long batch) {
        protocol.requireNext(identity(batch));
    }

    /**
     * Commits a batch.
     *
     * @param files what the tasks wrote, by output
     * @param late nothing where late rows are not kept
     * @param view what a view did in it; nothing for a source
     */
    void commit(
            long batch,
            Map<String, List<String>> files,
            @Nullable List<String> late,
            List<String> deadLetters,
            @Nullable ViewBatch view) {
        List<FilesRecord> tables = new ArrayList<>();
        for (OutputPlan output : Case.tabular(query)) {
            tables.add(CollectedTable.pack(Case.output(output.name()), files.getOrDefault(output.name(), List.of())));
        }
        if (late != null) {
            tables.add(CollectedTable.pack(InputSpec.LATE, late));
        }
        LedgerEntry entry = new LedgerEntry(
                incarnation.pipeline(),
                query.name(),
                incarnation.id(),
                batch,
                "",
                Instant.now(),
                List.of(),
                Map.of(),
                LedgerTotals.NONE,
                null,
                view);
        FilesRecord dead = CollectedTable.pack(Case.DEAD_LETTERS, deadLetters);
        protocol.commit(new PreparedRecord(run, entry, tables, dead, List.of()));
    }
}
