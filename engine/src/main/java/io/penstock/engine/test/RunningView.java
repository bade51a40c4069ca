package io.penstock.engine.test;

import io.penstock.engine.BatchSink;
import io.penstock.engine.batch.Accounting;
import io.penstock.engine.batch.InputFilter;
import io.penstock.engine.batch.InputReports;
import io.penstock.engine.batch.InputSpec;
import io.penstock.engine.batch.LateColumns;
import io.penstock.engine.batch.ResultTask;
import io.penstock.engine.batch.ResultTask.Report;
import io.penstock.engine.batch.ResultTask.Target;
import io.penstock.engine.batch.ResultTask.ToTable;
import io.penstock.engine.batch.TaskResult;
import io.penstock.engine.batch.ViewWatermark;
import io.penstock.engine.commit.Failpoint;
import io.penstock.engine.commit.SparkCheckpoint;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.ViewBatch;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.state.StateFolder;
import io.penstock.engine.test.Kills.Victim;
import io.penstock.pipeline.LateRows;
import io.penstock.source.kafka.MemoryRowProvider;
import io.penstock.source.kafka.MemoryStream;
import io.penstock.source.kafka.MemoryTopic;
import io.penstock.source.kafka.RowFilter;
import io.penstock.source.kafka.RowSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.v2.MicroBatchScanExec;
import org.apache.spark.sql.execution.streaming.operators.stateful.EventTimeWatermarkExec;
import org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The query of a view with state in a case: the view over records in memory, with Spark's operators, state and watermark, and with
 * the production's filter before them. What {@link #stop} has stopped, {@link #start} goes on with from what is durable; so does a
 * run behind one that was killed.
 */
final class RunningView {

    private static final String INPUT = "records in memory";

    private final Case of;
    private final ViewPlan plan;
    private final SparkSession session;
    private final CaseCommits commits;
    private final SparkCheckpoint checkpoint;
    private final Victim victim;
    private ViewWatermark watermark;
    private long batch = -1;
    private Instant startedAt = Instant.EPOCH;
    private @Nullable InputReports reports;
    private volatile @Nullable StreamingQuery query;

    /**
     * @param session of its own
     * @param folder of its state
     */
    RunningView(Case of, ViewPlan plan, SparkSession session, StateFolder folder) {
        this.of = of;
        this.plan = plan;
        this.session = session;
        this.commits = new CaseCommits(of.plan().pipeline(), plan, folder, of.collected());
        this.checkpoint = new SparkCheckpoint(session, commits.checkpoint());
        this.victim = of.kills().victim();
        this.watermark = watermark();
    }

    /** Of a run, which knows what is in the ledger. No source is ever idle: no step waits for a clock. */
    private ViewWatermark watermark() {
        List<ViewWatermark.Input> inputs = plan.sources().stream()
                .map(source -> new ViewWatermark.Input(source, List.of()))
                .toList();
        return new ViewWatermark("test/" + plan.name(), inputs, false, commits.last(), () -> 0);
    }

    /** Begins a run. */
    void start() {
        recover();
        watermark = watermark();
        reports = null;
        batch = -1;
        SparkSession own = session.cloneSession();
        Map<String, Dataset<Row>> streams = new HashMap<>();
        plan.sources().forEach(source -> streams.put(source.name(), stream(own, source)));
        String sink =
                BatchSink.SINKS.put((id, rows) -> victim.exposed(session.sparkContext(), () -> runBatch(id, rows)));
        try {
            query = plan.over(own, streams, of.references().of(plan, own), watermark::declare)
                    .writeStream()
                    .queryName("test/" + plan.name())
                    .outputMode(plan.outputMode())
                    .option(
                            "checkpointLocation",
                            commits.checkpoint().location().toString())
                    .format(BatchSink.Provider.class.getName())
                    .option(BatchSink.SINK, sink)
                    .trigger(Trigger.ProcessingTime(0))
                    .start();
        } catch (TimeoutException e) {
            throw new IllegalStateException("Cannot start view " + plan.name() + ", Spark took too long", e);
        } finally {
            BatchSink.SINKS.remove(sink);
        }
    }

    /** Brings what is durable to a point from which Spark can go on; it may have to die on the way, too. */
    private void recover() {
        boolean done = false;
        while (!done) {
            commits.begin();
            try {
                victim.exposed(session.sparkContext(), () -> commits.recover(checkpoint));
                done = true;
            } catch (RuntimeException e) {
                if (!victim.died(e)) {
                    throw e;
                }
            }
        }
    }

    /** Goes on behind a run that was killed. */
    private void startAgain() {
        stop(); // it has ended; this waits until Spark has let go of the checkpoint
        recover();
        planClosing();
        start();
    }

    /**
     * Has Spark close what the last batch made due. By itself it would do so with the next records, since it does not know any more
     * that the watermark has moved.
     */
    private void planClosing() {
        Long planned = checkpoint.lastPlanned();
        LedgerEntry last = commits.last();
        if (planned == null || last == null || last.view() == null || !planned.equals(checkpoint.lastCommitted())) {
            return;
        }
        long next = last.view().nextWatermarkMillis();
        if (plan.keepsState() && next > checkpoint.watermarkMillis(planned)) {
            checkpoint.planAgain(planned + 1, next);
        }
    }

    private Dataset<Row> stream(SparkSession own, SourcePlan source) {
        MemoryTopic topic = of.topic(source.name());
        RowSource rows = RowSource.endless(source.schema(), () -> begin(source));
        String handle = MemoryRowProvider.SOURCES.put(new MemoryRowProvider.Source(topic, rows));
        try {
            return own.readStream()
                    .format(MemoryRowProvider.class.getName())
                    .option(MemoryRowProvider.SOURCE, handle)
                    .load();
        } finally {
            MemoryRowProvider.SOURCES.remove(handle);
        }
    }

    String name() {
        return plan.name();
    }

    /** Spark's checkpoint. */
    StateFolder checkpoint() {
        return commits.checkpoint();
    }

    /** Whether it reads the source. */
    boolean reads(String source) {
        return plan.sources().stream().anyMatch(read -> read.name().equals(source));
    }

    /** Waits until there is nothing left to do, batches without records included; of a run that is killed, with the next one. */
    void await() throws StreamingQueryException {
        boolean done = false;
        while (!done) {
            try {
                StreamingQuery running = Objects.requireNonNull(query);
                if (running.exception().isDefined()) {
                    throw running.exception().get(); // Spark would look for it in some seconds only
                }
                running.processAllAvailable();
                done = true;
            } catch (StreamingQueryException e) {
                if (!victim.died(e)) {
                    throw e;
                }
                startAgain();
            }
        }
    }

    /** May be called twice. */
    void stop() {
        StreamingQuery running = query;
        query = null;
        try {
            if (running != null) {
                running.stop();
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException("Cannot stop view " + plan.name() + ", Spark took too long", e);
        }
    }

    /** Makes the filters of the batch that Spark is planning. */
    private synchronized RowFilter.Factory begin(SourcePlan planned) {
        String next = session.sparkContext().getLocalProperty(MicroBatchExecution.BATCH_ID_KEY());
        begin(Long.parseLong(next));
        SourcePlan source =
                planned.usesCurrentTime() ? of.plannedAnew().view(plan.name()).source(planned.name()) : planned;
        boolean splits = plan.splitsLate(source);
        InputSpec spec = new InputSpec(
                commits.identity(batch),
                commits.run(),
                source.name(),
                source.rules(),
                source.takesTombstones(),
                splits ? source.eventTimeIndex() : -1,
                TimeUnit.MILLISECONDS.toMicros(checkpoint.watermarkMillis(batch)),
                of.plan().keepsDeadLetters(plan, source.name()) ? of.deadLetters() : null,
                keepsLate(source) ? of.rows(InputSpec.LATE, LateColumns.SCHEMA) : null,
                TimeUnit.MILLISECONDS.toMicros(startedAt.toEpochMilli()));
        return new InputFilter.Factory(spec, reportsOf());
    }

    private synchronized void begin(long next) {
        if (next != batch) {
            batch = next;
            startedAt = Instant.now();
            reports = null;
        }
    }

    private InputReports reportsOf() {
        if (reports == null) {
            reports = new InputReports();
            reports.register(session.sparkContext(), Option.apply(INPUT), false);
        }
        return reports;
    }

    private synchronized List<TaskResult> reported() {
        return reports == null
                ? List.of()
                : List.copyOf(reports.value().byRange().values());
    }

    private boolean keepsLate(SourcePlan source) {
        return plan.splitsLate(source) && source.spec().lateRows() == LateRows.SIDE_TABLE;
    }

    private void runBatch(long id, Dataset<Row> rows) {
        Failpoint.BATCH_STARTED.reached();
        commits.requireNext(id);
        begin(id);
        SparkPlan computed = BatchSink.plan(rows);
        List<Target> targets = new ArrayList<>();
        plan.outputs().forEach(output -> targets.add(new ToTable(output.name(), output.steps(), of.table(output))));
        List<Report> results = ResultTask.run(
                computed,
                commits.identity(id),
                commits.run(),
                plan.rejection(),
                targets,
                of.deadLetters(),
                TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
        Map<String, List<String>> files = new HashMap<>();
        for (OutputPlan output : plan.outputs()) {
            List<String> written = new ArrayList<>();
            results.forEach(report -> written.addAll(report.files().get(output.name())));
            files.put(output.name(), written);
        }
        Accounting accounting = new Accounting(reported());
        List<String> deadLetters = new ArrayList<>(accounting.deadLetterFiles());
        results.forEach(report -> deadLetters.addAll(report.deadLetterFiles()));
        commits.commit(
                id,
                files,
                plan.sources().stream().anyMatch(this::keepsLate) ? accounting.files(InputSpec.LATE) : null,
                deadLetters,
                figures(id, rows, computed));
    }

    private ViewBatch figures(long id, Dataset<Row> rows, SparkPlan computed) {
        long planned = checkpoint.watermarkMillis(id);
        advance(computed);
        long next = watermark.after(rows, computed, planned, Set.of());
        return new ViewBatch(planned, next, watermark.newestMillis(), Map.of(), Map.of(), Map.of(), null);
    }

    /** Has Spark see an event time where one moved on without a record, as if a row of it had passed. */
    private static void advance(SparkPlan plan) {
        if (plan instanceof EventTimeWatermarkExec watermark) {
            MicroBatchScanExec scan = scan(watermark);
            if (scan != null && scan.stream() instanceof MemoryStream stream) {
                Instant eventTime = stream.eventTime(scan.start(), scan.end());
                if (eventTime != null) {
                    watermark.eventTimeStats().add(eventTime.toEpochMilli());
                }
            }
        }
        CollectionConverters.asJava(plan.children()).forEach(RunningView::advance);
    }

    private static @Nullable MicroBatchScanExec scan(SparkPlan plan) {
        if (plan instanceof MicroBatchScanExec scan) {
            return scan;
        }
        return CollectionConverters.asJava(plan.children()).stream()
                .map(RunningView::scan)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
