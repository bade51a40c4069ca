package io.penstock.engine;

import io.penstock.engine.batch.Accounting;
import io.penstock.engine.batch.BatchSpec;
import io.penstock.engine.batch.BatchSpec.Target;
import io.penstock.engine.batch.TaskResult;
import io.penstock.engine.batch.TaskResult.PartitionCounts;
import io.penstock.engine.commit.CommitProtocol;
import io.penstock.engine.commit.PreparedRecord;
import io.penstock.engine.ledger.Backlog;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.pipeline.KafkaTopic;
import io.penstock.pipeline.OnDataLoss;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Trigger;
import io.penstock.sinks.FilesRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Begins the batches of one query, and commits them with the account of what its tasks did. One batch at a time. */
final class QueryBatches {

    private final EngineContext context;
    private final Pipeline pipeline;
    private final OpenQuery open;
    private final Map<String, Target> targets;
    private final CommitProtocol protocol;
    private final Housekeeping housekeeping;
    private final RunProgress progress;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final IndexFeed feed;
    private LedgerTotals totals;
    private Map<String, Backlog> backlog;

    /**
     * Of a query.
     *
     * @param targets where the rows of each output go
     * @param feed which of them do so later
     */
    QueryBatches(
            EngineContext context,
            Pipeline pipeline,
            OpenQuery open,
            Map<String, Target> targets,
            IndexFeed feed,
            RunProgress progress) {
        this.context = context;
        this.pipeline = pipeline;
        this.open = open;
        this.targets = targets;
        this.protocol = context.protocol(open.state());
        this.housekeeping = new Housekeeping(open.allTables(), feed::written);
        this.progress = progress;
        this.feed = feed;
        LedgerEntry last = open.state().ledger().last();
        this.totals = last == null ? LedgerTotals.NONE : last.totals();
        this.backlog = Backlog.of(last);
    }

    /** A batch that has begun. */
    record Batch(BatchSpec spec, Instant startedAt, long startedNanos) {

        long id() {
            return spec.identity().batch();
        }
    }

    /** @throws PipelineFailedException when another driver works on the same checkpoint */
    Batch begin(long batch) {
        return begin(batch, run, feed.targets(targets));
    }

    /** The same batch once more without indices, after its tasks failed for want of them; what they left is that of another run. */
    Batch again(Batch failed) {
        String another = UUID.randomUUID().toString().substring(0, 8);
        return begin(failed.id(), another, feed.targetsWithoutIndices(targets));
    }

    private Batch begin(long batch, String thisRun, Map<String, Target> to) {
        protocol.requireNext(open.identity(batch));
        Instant startedAt = Instant.now();
        String query = open.plan().name();
        SourcePlan plan =
                open.plan().usesCurrentTime() ? context.planner().plan(pipeline).source(query) : open.plan();
        long startedMicros = startedAt.toEpochMilli() * 1000;
        BatchSpec spec = BatchSpec.of(
                open.identity(batch), thisRun, plan, to, open.deadLetters().writerFactory(), startedMicros, false);
        return new Batch(spec, startedAt, System.nanoTime());
    }

    /** Offset behind the last one of each partition before the batch; it has those that were there by then. */
    Map<Integer, Long> startsOf(Batch batch) {
        return open.checkpoint().endOffsets(batch.id() - 1, open.topic().name());
    }

    /**
     * Commits a batch whose tasks are done.
     *
     * @param ends offset behind the last one of each partition in it
     */
    void commit(Batch batch, List<TaskResult> results, Map<Integer, Long> ends) {
        Accounting accounting = new Accounting(results);
        // after the read, so that all of it came from this topic: offsets of one created again would be taken for its
        // own
        open.requireSameTopic(context);
        List<PartitionAccount> accounts = accounts(startsOf(batch), ends, accounting);
        LedgerTotals added = LedgerTotals.ofBatch(accounts);
        LedgerTotals totalsNow = totals.plus(added);
        Map<String, Backlog> backlogNow = Backlog.after(backlog, batch.id(), accounts);
        LedgerEntry entry = new LedgerEntry(
                pipeline.name(),
                open.plan().name(),
                open.incarnation().id(),
                batch.id(),
                open.fingerprint(),
                batch.startedAt(),
                accounts,
                accounting.violations(),
                totalsNow,
                pipeline.trigger() instanceof Trigger.RealTime ? LedgerEntry.REAL_TIME : null,
                null,
                backlogNow);
        protocol.commit(prepared(batch.spec().run(), entry, accounting));
        totals = totalsNow;
        backlog = backlogNow;
        feed.committed(backlogNow);
        long millis = (System.nanoTime() - batch.startedNanos()) / 1_000_000;
        progress.committed(BatchReport.of(entry, added, millis, Instant.now()), accounting.newestMillis());
        housekeeping.afterBatch();
    }

    private PreparedRecord prepared(String thisRun, LedgerEntry entry, Accounting accounting) {
        List<FilesRecord> files = new ArrayList<>();
        open.tables().forEach((output, table) -> files.add(table.pack(accounting.files(output))));
        FilesRecord deadLetters = open.deadLetters().pack(accounting.deadLetterFiles());
        return new PreparedRecord(thisRun, entry, files, deadLetters, List.of());
    }

    private List<PartitionAccount> accounts(Map<Integer, Long> starts, Map<Integer, Long> ends, Accounting accounting) {
        KafkaTopic topic = open.plan().spec().kafka();
        List<String> outputs =
                open.plan().outputs().stream().map(OutputPlan::name).toList();
        List<PartitionAccount> accounts = new ArrayList<>();
        ends.forEach((partition, until) -> {
            long from = starts.getOrDefault(partition, open.incarnation().startOffset(partition));
            PartitionCounts counts = accounting.counts(topic.topic(), partition, outputs);
            accounts.add(Accounting.account(counts, from, until, lost(partition, from, until, counts)));
        });
        return accounts;
    }

    /** Offsets of a range that were gone before they were read; only a pipeline that may go on without them comes so far. */
    private long lost(int partition, long from, long until, PartitionCounts counts) {
        long holes = until - from - counts.read();
        if (open.plan().spec().kafka().onDataLoss() == OnDataLoss.FAIL || holes == 0) {
            return 0;
        }
        long earliest = context.sources().earliest(open.topic()).getOrDefault(partition, from);
        return Math.max(0, Math.min(holes, Math.min(earliest, until) - from));
    }
}
