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
import io.penstock.engine.batch.TaskResult;
import io.penstock.engine.commit.SparkCheckpoint;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.LateRows;
import io.penstock.source.kafka.MemoryRowProvider;
import io.penstock.source.kafka.MemoryStream;
import io.penstock.source.kafka.MemoryTopic;
import io.penstock.source.kafka.RowFilter;
import io.penstock.source.kafka.RowSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * the production's filter before them. What {@link #stop} has stopped, {@link #start} goes on with from the checkpoint.
 */
final class RunningView {

    private static final String INPUT = "records in memory";

    private final Case of;
    private final ViewPlan plan;
    private final SparkSession session;
    private final SparkCheckpoint checkpoint;
    private final Path folder;
    private long batch = -1;
    private Instant startedAt = Instant.EPOCH;
    private @Nullable InputReports reports;
    private volatile @Nullable StreamingQuery query;

    /**
     * @param session of its own
     * @param folder of its checkpoint
     */
    RunningView(Case of, ViewPlan plan, SparkSession session, Path folder) {
        this.of = of;
        this.plan = plan;
        this.session = session;
        this.folder = folder;
        this.checkpoint = new SparkCheckpoint(session, StateFolder.local(folder));
    }

    void start() {
        SparkSession own = session.cloneSession();
        Map<String, Dataset<Row>> streams = new HashMap<>();
        plan.sources().forEach(source -> streams.put(source.name(), stream(own, source)));
        String sink = BatchSink.SINKS.put(this::runBatch);
        try {
            query = plan.over(own, streams, of.references().of(plan, own))
                    .writeStream()
                    .queryName("test/" + plan.name())
                    .outputMode(plan.outputMode())
                    .option("checkpointLocation", folder.toUri().toString())
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

    /** Whether it reads the source. */
    boolean reads(String source) {
        return plan.sources().stream().anyMatch(read -> read.name().equals(source));
    }

    /** Waits until there is nothing left to do, batches without records included. */
    void await() throws StreamingQueryException {
        Objects.requireNonNull(query).processAllAvailable();
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
        boolean keeps = splits && source.spec().lateRows() == LateRows.SIDE_TABLE;
        InputSpec spec = new InputSpec(
                of.identity(plan, batch),
                of.run(),
                source.name(),
                source.rules(),
                splits ? source.eventTimeIndex() : -1,
                TimeUnit.MILLISECONDS.toMicros(checkpoint.watermarkMillis(batch)),
                of.plan().keepsDeadLetters(plan, source.name()) ? of.deadLetters() : null,
                keeps ? of.rows(InputSpec.LATE, LateColumns.SCHEMA) : null,
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

    private void runBatch(long id, Dataset<Row> rows) {
        begin(id);
        SparkPlan computed = BatchSink.plan(rows);
        List<Target> targets = new ArrayList<>();
        plan.outputs().forEach(output -> targets.add(new Target(output.name(), output.steps(), of.table(output))));
        List<Report> results = ResultTask.run(computed, of.identity(plan, id), of.run(), targets);
        advance(computed);
        Accounting accounting = new Accounting(reported());
        of.collected().commit(Case.DEAD_LETTERS, accounting.deadLetterFiles());
        of.collected().commit(InputSpec.LATE, accounting.files(InputSpec.LATE));
        for (OutputPlan output : plan.outputs()) {
            results.forEach(report -> of.commit(output, report.files().get(output.name())));
        }
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
