package io.penstock.engine;

import io.penstock.engine.OpenView.Input;
import io.penstock.engine.batch.Accounting;
import io.penstock.engine.batch.InputReports.Reports;
import io.penstock.engine.batch.InputSpec;
import io.penstock.engine.batch.ResultTask;
import io.penstock.engine.batch.ResultTask.Report;
import io.penstock.engine.batch.ResultTask.Target;
import io.penstock.engine.batch.ResultTask.ToIndex;
import io.penstock.engine.batch.ResultTask.ToTable;
import io.penstock.engine.batch.TaskResult;
import io.penstock.engine.batch.TaskResult.PartitionCounts;
import io.penstock.engine.batch.ViewWatermark;
import io.penstock.engine.commit.CommitProtocol;
import io.penstock.engine.commit.Failpoint;
import io.penstock.engine.commit.PreparedRecord;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.ledger.ViewBatch;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.reference.FirstReading;
import io.penstock.engine.reference.LiveReferences;
import io.penstock.pipeline.OnDataLoss;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Trigger;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.FilesRecord;
import io.penstock.sinks.IcebergTable;
import io.penstock.sinks.OutputTable;
import io.penstock.sinks.search.IndexGeneration;
import io.penstock.source.kafka.RowFilter;
import io.penstock.source.kafka.RowSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/**
 * The streaming query of a view that needs more than one row at a time.
 *
 * <p>Spark's operators compute it and keep its state. Before them stands {@link ViewInputs}, behind them {@link ResultTask}, and
 * {@link CommitProtocol} commits what both have written before Spark commits state and offsets:
 * docs/design/0018-views-with-state.md.
 */
final class ViewQuery implements Query {

    private final EngineContext context;
    private final Pipeline pipeline;
    private final OpenView open;
    private final FirstReading first;
    private final ViewInputs inputs;
    private final RunProgress progress;
    private final CommitProtocol protocol;
    private final Housekeeping housekeeping;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final ReentrantLock batchLock = new ReentrantLock();
    private final Set<String> countedTopics;
    private final ViewWatermark watermark;
    private LiveReferences references;
    private LedgerTotals totals;

    /** @param first reads references */
    ViewQuery(EngineContext context, Pipeline pipeline, OpenView open, FirstReading first, RunProgress progress) {
        this.context = context;
        this.pipeline = pipeline;
        this.open = open;
        this.first = first;
        this.inputs = new ViewInputs(context, pipeline, open, run);
        this.progress = progress;
        this.protocol = context.protocol(open.state());
        this.housekeeping =
                new Housekeeping(open.allTables(), () -> open.indices().values());
        this.countedTopics = open.inputs().stream()
                .map(Input::source)
                .filter(source -> open.pipeline().keepsDeadLetters(open.plan(), source.name()))
                .map(source -> source.spec().kafka().topic())
                .collect(Collectors.toSet());
        this.watermark = new ViewWatermark(
                pipeline.name() + "/" + name(),
                open.inputs().stream()
                        .map(input -> new ViewWatermark.Input(
                                input.source(), input.topic().partitions()))
                        .toList(),
                open.isBatch(),
                open.state().ledger().last(),
                System::nanoTime);
        this.references = LiveReferences.NONE;
        this.totals = open.state().ledger().totals();
    }

    @Override
    public String name() {
        return open.plan().name();
    }

    @Override
    public ReentrantLock batchLock() {
        return batchLock;
    }

    @Override
    public void endBatch() {
        // its batches end by themselves
    }

    @Override
    public List<Topic> topics() {
        return open.inputs().stream().map(Input::topic).toList();
    }

    @Override
    public Map<TopicPartition, Long> nextOffsets() {
        Map<TopicPartition, Long> next = new HashMap<>();
        for (Input input : open.inputs()) {
            open.nextOffsets(input)
                    .forEach((partition, offset) ->
                            next.put(new TopicPartition(input.topic().name(), partition), offset));
        }
        return next;
    }

    @Override
    public LedgerTotals totals() {
        return open.state().ledger().totals();
    }

    @Override
    public RuntimeException explain(Throwable thrown) {
        return Failures.explain(context, pipeline.name(), name(), topics(), () -> open.findGaps(context), thrown);
    }

    /**
     * Has Spark close what still waits, where an earlier run of a batch has read all and broke off before that. Otherwise it does so
     * by itself, since the watermark moves.
     */
    private void planEnd() {
        Long planned = open.checkpoint().lastPlanned();
        boolean between = planned != null && planned.equals(open.checkpoint().lastCommitted());
        if (between
                && open.hasReadAll()
                && open.plan().keepsState()
                && open.checkpoint().watermarkMillis(planned) < ViewWatermark.END_MILLIS) {
            open.checkpoint().planAgain(planned + 1, ViewWatermark.END_MILLIS);
        }
    }

    private RowSource rows(Input input) {
        RowFilter.Batches filters = () -> inputs.begin(input);
        if (input.range() == null) {
            return RowSource.endless(input.source().schema(), filters);
        }
        Map<TopicPartition, Long> until = new HashMap<>();
        input.range()
                .until()
                .forEach((partition, end) ->
                        until.put(new TopicPartition(input.topic().name(), partition), end));
        return RowSource.until(input.source().schema(), filters, until);
    }

    @Override
    public StreamingQuery start() {
        if (open.isBatch()) {
            planEnd();
        }
        RowStreams rows = new RowStreams(context, pipeline.name());
        SparkSession session = rows.session();
        references = rows.references(open.plan(), first);
        Map<String, Dataset<Row>> streams = new HashMap<>();
        for (Input input : open.inputs()) {
            streams.put(input.source().name(), rows.stream(session, input.source(), input.incarnation(), rows(input)));
        }
        String sink = BatchSink.SINKS.put(this::runBatch);
        try {
            return open.plan()
                    .over(session, streams, references.rows(session), watermark::declare)
                    .writeStream()
                    .queryName(pipeline.name() + "/" + name())
                    .option(
                            "checkpointLocation",
                            open.state().checkpoint().location().toString())
                    .outputMode(open.plan().outputMode())
                    .format(BatchSink.Provider.class.getName())
                    .option(BatchSink.SINK, sink)
                    .trigger(
                            pipeline.trigger() instanceof Trigger.Every every
                                    ? org.apache.spark.sql.streaming.Trigger.ProcessingTime(
                                            every.interval().toMillis())
                                    : org.apache.spark.sql.streaming.Trigger.AvailableNow())
                    .start();
        } catch (TimeoutException e) {
            throw new UnavailableException(
                    "Cannot start " + pipeline.name() + "/" + name() + ", Spark took too long", e);
        } finally {
            BatchSink.SINKS.remove(sink);
        }
    }

    private void runBatch(long batch, Dataset<Row> rows) {
        SourceQuery.lock(batchLock);
        try {
            long startedNanos = System.nanoTime();
            Failpoint.BATCH_STARTED.reached();
            BatchIdentity identity = open.identity(batch);
            protocol.requireNext(identity);
            Instant startedAt = inputs.begin(batch);
            progress.began(name());
            SparkPlan plan = BatchSink.plan(rows);
            List<Report> results = ResultTask.run(
                    plan,
                    identity,
                    run,
                    open.plan().rejection(),
                    targets(),
                    open.deadLetters().writerFactory(),
                    TimeUnit.MILLISECONDS.toMicros(startedAt.toEpochMilli()));
            Reports reports = inputs.reports();
            discard(reports.surplus());
            open.requireSameTopics(context);
            ViewBatch figures = figures(batch, rows, plan, results, reports);
            LedgerEntry entry = entry(identity, startedAt, reports, figures);
            Accounting accounting = new Accounting(List.copyOf(reports.byRange().values()));
            protocol.commit(prepared(entry, accounting, results));
            LedgerTotals added = added(entry);
            totals = totals.plus(added);
            long millis = (System.nanoTime() - startedNanos) / 1_000_000;
            progress.committed(BatchReport.of(entry, added, millis, Instant.now()), accounting.newestMillis());
            housekeeping.afterBatch();
        } finally {
            batchLock.unlock();
        }
    }

    private List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        for (OutputPlan output : open.plan().outputs()) {
            IndexGeneration index = open.indices().get(output.name());
            targets.add(
                    index == null
                            ? new ToTable(
                                    output.name(),
                                    output.steps(),
                                    open.tables().get(output.name()).writerFactory())
                            : new ToIndex(output.name(), output.steps(), output.encode(), index));
        }
        return targets;
    }

    /** Files that were written for a range of records that was read more than once. */
    private void discard(List<TaskResult> surplus) {
        for (TaskResult result : surplus) {
            discard(open.deadLetters(), result.deadLetterFiles());
            discard(open.late(), result.files().getOrDefault(InputSpec.LATE, List.of()));
        }
    }

    private static void discard(@Nullable OutputTable table, List<String> files) {
        if (table instanceof IcebergTable iceberg) {
            iceberg.delete(files);
        }
    }

    private ViewBatch figures(long batch, Dataset<Row> rows, SparkPlan plan, List<Report> results, Reports reports) {
        Set<String> topics = reports.byRange().keySet().stream()
                .map(range -> range.partition().topic())
                .collect(Collectors.toSet());
        Set<String> active = open.inputs().stream()
                .filter(input -> topics.contains(input.topic().name()))
                .map(input -> input.source().name())
                .collect(Collectors.toSet());
        long planned = open.checkpoint().watermarkMillis(batch);
        long next = watermark.after(rows, plan, planned, active);
        Map<String, Long> written = new TreeMap<>();
        open.plan().outputs().forEach(output -> written.put(output.name(), 0L));
        results.forEach(result -> result.rows().forEach((output, n) -> written.merge(output, n, Long::sum)));
        Map<String, Long> rejected = new TreeMap<>();
        results.forEach(result -> result.rejected().forEach((output, n) -> rejected.merge(output, n, Long::sum)));
        rejected.values().removeIf(n -> n == 0);
        long refused = results.stream().mapToLong(Report::refused).sum();
        return new ViewBatch(
                planned, next, watermark.newestMillis(), references.versions(), written, rejected, refused);
    }

    private LedgerEntry entry(BatchIdentity identity, Instant startedAt, Reports reports, ViewBatch figures) {
        List<PartitionAccount> accounts = new ArrayList<>();
        for (Input input : open.inputs()) {
            accounts.addAll(accounts(input, identity.batch(), reports));
        }
        LedgerTotals now = totals.plus(LedgerTotals.ofBatch(accounts, figures, countedTopics));
        return new LedgerEntry(
                identity.pipeline(),
                identity.query(),
                identity.incarnation(),
                identity.batch(),
                open.plan().fingerprint(),
                startedAt,
                accounts,
                new Accounting(List.copyOf(reports.byRange().values())).violations(),
                now,
                null,
                figures);
    }

    private LedgerTotals added(LedgerEntry entry) {
        return LedgerTotals.ofBatch(entry.partitions(), entry.view(), countedTopics);
    }

    private List<PartitionAccount> accounts(Input input, long batch, Reports reports) {
        String topic = input.topic().name();
        Map<Integer, Long> starts = open.checkpoint().endOffsets(batch - 1, topic);
        Accounting accounting = new Accounting(List.copyOf(reports.byRange().values()));
        List<PartitionAccount> accounts = new ArrayList<>();
        open.checkpoint().endOffsets(batch, topic).forEach((partition, until) -> {
            long from = starts.getOrDefault(partition, input.incarnation().startOffset(partition));
            PartitionCounts counts = accounting.counts(topic, partition, List.of(name()));
            requireReports(input, new TopicPartition(topic, partition), from, until, reports);
            accounts.add(Accounting.account(counts, from, until, lost(input, partition, from, until, counts)));
        });
        return accounts;
    }

    /** A range that no task has reported would be missing in the account, and in the view. */
    private void requireReports(Input input, TopicPartition partition, long from, long until, Reports reports) {
        long reported = reports.byRange().keySet().stream()
                .filter(range -> range.partition().equals(partition))
                .mapToLong(range -> range.until() - range.from())
                .sum();
        if (reported != until - from && input.source().spec().kafka().onDataLoss() == OnDataLoss.FAIL) {
            throw new IllegalStateException("Cannot account for %s offsets %d to %d, its tasks have reported %d of %d"
                    .formatted(partition, from, until - 1, reported, until - from));
        }
    }

    /** Offsets of a range that were gone before they were read; only a pipeline that may go on without them comes so far. */
    private long lost(Input input, int partition, long from, long until, PartitionCounts counts) {
        long holes = until - from - counts.read();
        if (input.source().spec().kafka().onDataLoss() == OnDataLoss.FAIL || holes == 0) {
            return 0;
        }
        long earliest = context.sources().earliest(input.topic()).getOrDefault(partition, from);
        return Math.max(0, Math.min(holes, Math.min(earliest, until) - from));
    }

    private PreparedRecord prepared(LedgerEntry entry, Accounting accounting, List<Report> results) {
        List<FilesRecord> files = new ArrayList<>();
        open.tables().forEach((output, table) -> {
            List<String> written = new ArrayList<>();
            results.forEach(result -> written.addAll(result.files().getOrDefault(output, List.of())));
            files.add(table.pack(written));
        });
        if (open.late() != null) {
            files.add(open.late().pack(accounting.files(InputSpec.LATE)));
        }
        List<String> deadLetters = new ArrayList<>(accounting.deadLetterFiles());
        results.forEach(result -> deadLetters.addAll(result.deadLetterFiles()));
        return new PreparedRecord(run, entry, files, open.deadLetters().pack(deadLetters), List.of());
    }
}
