package io.penstock.engine;

import io.penstock.engine.OpenView.Input;
import io.penstock.engine.batch.InputFilter;
import io.penstock.engine.batch.InputReports;
import io.penstock.engine.batch.InputReports.Reports;
import io.penstock.engine.batch.InputSpec;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.pipeline.Pipeline;
import io.penstock.sinks.OutputTable;
import io.penstock.sinks.RowWriterFactory;
import io.penstock.source.kafka.RowFilter;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * What the records of a view's sources meet before the view does, batch by batch: rules, dead letters, and the watermark that Spark
 * has planned the batch with. Thread-safe.
 */
final class ViewInputs {

    private final EngineContext context;
    private final Pipeline pipeline;
    private final OpenView open;
    private final String run;
    private long batch = -1;
    private Instant startedAt = Instant.EPOCH;
    private @Nullable InputReports reports;

    /** @param run id of the driver's run */
    ViewInputs(EngineContext context, Pipeline pipeline, OpenView open, String run) {
        this.context = context;
        this.pipeline = pipeline;
        this.open = open;
        this.run = run;
    }

    /** Makes the filters of the batch that Spark is planning. */
    synchronized RowFilter.Factory begin(Input input) {
        SparkContext spark = context.session().sparkContext();
        String planned = spark.getLocalProperty(MicroBatchExecution.BATCH_ID_KEY());
        begin(Long.parseLong(planned));
        SourcePlan source = input.source();
        if (source.usesCurrentTime()) {
            source = context.planner().plan(pipeline).view(open.plan().name()).source(source.name());
        }
        boolean splits = open.plan().splitsLate(source);
        OutputTable late = PipelineTables.keepsLateRows(open.plan(), source) ? open.late() : null;
        RowWriterFactory deadLetters = open.pipeline().keepsDeadLetters(open.plan(), source.name())
                ? open.deadLetters().writerFactory()
                : null;
        InputSpec spec = new InputSpec(
                open.identity(batch),
                run,
                source.name(),
                source.rules(),
                source.takesTombstones(),
                splits ? source.eventTimeIndex() : -1,
                TimeUnit.MILLISECONDS.toMicros(open.checkpoint().watermarkMillis(batch)),
                deadLetters,
                late == null ? null : late.writerFactory(),
                TimeUnit.MILLISECONDS.toMicros(startedAt.toEpochMilli()));
        return new InputFilter.Factory(spec, reportsOf());
    }

    /** A batch begins, or has begun: it may have no record of some source, or of none. */
    synchronized Instant begin(long next) {
        if (next != batch) {
            batch = next;
            startedAt = Instant.now();
            reports = null;
        }
        return startedAt;
    }

    private InputReports reportsOf() {
        if (reports == null) {
            reports = new InputReports();
            reports.register(context.session().sparkContext(), Option.empty(), false);
        }
        return reports;
    }

    /** What the tasks of the batch at hand have reported. */
    synchronized Reports reports() {
        return reports == null ? new InputReports().value() : reports.value();
    }
}
