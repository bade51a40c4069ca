package io.penstock.engine;

import io.penstock.engine.DeadLetters.Filter;
import io.penstock.engine.DeadLetters.ReplayReport;
import io.penstock.engine.batch.Accounting;
import io.penstock.engine.batch.BatchSpec;
import io.penstock.engine.batch.BatchSpec.Target;
import io.penstock.engine.batch.BatchTask;
import io.penstock.engine.batch.TaskResult;
import io.penstock.engine.commit.CommitProtocol;
import io.penstock.engine.commit.DeadLetterKey;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.commit.PreparedRecord;
import io.penstock.engine.commit.QueryState;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.FilesRecord;
import io.penstock.sinks.OutputTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters of one source through the pipeline again, as batches of a query of their own beside the stream's.
 *
 * <p>A replay is committed like a batch, from a prepared record; beside new files it lists the dead letters that leave their
 * table. A crash leaves nothing but that record, which {@link #finish} completes before anything else is replayed.
 */
final class Replay {

    private static final String QUERY_SUFFIX = ".replay";

    private final EngineContext context;
    private final PipelinePlan pipeline;
    private final SourcePlan source;
    private final QueryState state;
    private final Incarnation incarnation;
    private final CommitProtocol protocol;

    private Replay(EngineContext context, PipelinePlan pipeline, SourcePlan source, Incarnation incarnation) {
        this.context = context;
        this.pipeline = pipeline;
        this.source = source;
        this.state = context.queryState(pipeline.pipeline(), source.name()).replays();
        this.incarnation = incarnation;
        this.protocol = context.protocol(state);
    }

    /** The replay of a source, or nothing where the source never ran. */
    static @Nullable Replay of(EngineContext context, PipelinePlan pipeline, SourcePlan source) {
        Incarnation incarnation =
                context.queryState(pipeline.pipeline(), source.name()).findIncarnation();
        return incarnation == null ? null : new Replay(context, pipeline, source, incarnation);
    }

    /** Finishes what a crash left of an earlier replay. */
    void finish() {
        protocol.completePrepared();
    }

    ReplayReport run(Filter filter) {
        Dataset<Row> letters = StoredDeadLetters.find(context, pipeline.pipeline(), filter);
        if (letters == null) {
            return new ReplayReport(0, 0, 0, 0, 0);
        }
        Dataset<Row> chosen = letters.where(functions.col("source").equalTo(functions.lit(source.name())))
                .select(StoredDeadLetters.asKafkaRecords());
        Map<String, OutputTable> tables = PipelineTables.loadOrCreate(context.catalog(), pipeline.pipeline(), source);
        OutputTable deadLetters = PipelineTables.loadOrCreateDeadLetters(context.catalog(), pipeline.pipeline());
        Long last = state.ledger().lastBatch();
        BatchIdentity identity = new BatchIdentity(
                pipeline.pipeline(), source.name() + QUERY_SUFFIX, incarnation.id(), last == null ? 0 : last + 1);
        String run = UUID.randomUUID().toString().substring(0, 8);
        Instant now = Instant.now();
        Map<String, Target> targets = OpenQuery.targets(
                source,
                tables,
                PipelineTopics.findOrCreate(context, source),
                PipelineIndices.findOrCreate(context, pipeline.pipeline(), source, incarnation));
        BatchSpec spec = BatchSpec.of(
                identity, run, source, targets, deadLetters.writerFactory(), now.toEpochMilli() * 1000, true);
        List<TaskResult> results = BatchTask.run(BatchSink.plan(chosen), spec);
        Accounting accounting = new Accounting(results);
        List<PartitionAccount> accounts = accounts(accounting, results);
        LedgerEntry entry = new LedgerEntry(
                identity.pipeline(),
                identity.query(),
                identity.incarnation(),
                identity.batch(),
                pipeline.fingerprint(),
                now,
                accounts,
                accounting.violations(),
                state.ledger().totals().plus(LedgerTotals.ofBatch(accounts)),
                null,
                null);
        List<DeadLetterKey> resolved =
                results.stream().flatMap(result -> result.resolved().stream()).toList();
        if (!resolved.isEmpty()) {
            List<FilesRecord> files = new ArrayList<>();
            tables.forEach((output, table) -> files.add(table.pack(accounting.files(output))));
            FilesRecord again = deadLetters.pack(accounting.deadLetterFiles());
            protocol.commit(new PreparedRecord(run, entry, files, again, resolved));
        }
        return report(entry, resolved.size());
    }

    private List<PartitionAccount> accounts(Accounting accounting, List<TaskResult> results) {
        List<String> outputs = source.outputs().stream().map(OutputPlan::name).toList();
        Set<Integer> partitions = new TreeSet<>();
        results.forEach(result -> result.partitions().forEach(counts -> partitions.add(counts.partition())));
        return partitions.stream()
                .map(partition ->
                        Accounting.account(accounting.counts(incarnation.topic(), partition, outputs), 0, 0, 0))
                .toList();
    }

    private static ReplayReport report(LedgerEntry entry, long resolved) {
        long used = 0;
        long rows = 0;
        for (PartitionAccount account : entry.partitions()) {
            used += account.outputs().values().stream()
                    .mapToLong(PartitionAccount.OutputAccount::used)
                    .max()
                    .orElse(0);
            rows += account.outputs().values().stream()
                    .mapToLong(PartitionAccount.OutputAccount::rows)
                    .sum();
        }
        long stored = Math.min(used, resolved);
        return new ReplayReport(entry.records(), stored, resolved - stored, entry.records() - resolved, rows);
    }
}
