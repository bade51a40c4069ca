package io.penstock.engine;

import io.penstock.engine.QueryBatches.Batch;
import io.penstock.engine.batch.BatchSpec.Target;
import io.penstock.engine.batch.BatchTask;
import io.penstock.engine.batch.TaskResult;
import io.penstock.engine.commit.CommitProtocol;
import io.penstock.engine.commit.Failpoint;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.kafka.TopicWriterFactory;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.pipeline.BatchInput;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Trigger;
import io.penstock.source.file.FileProvider;
import io.penstock.source.file.FileSource;
import io.penstock.source.kafka.ColumnarKafkaProvider;
import io.penstock.source.kafka.RealTimeKafkaProvider;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/**
 * The streaming query of one source: reads the topic once and feeds all outputs of the source.
 *
 * <p>Spark decides when a batch is and which offsets it has; {@link BatchTask} computes it, or in real-time mode the tasks of
 * {@link RealTimeBatches}, and {@link CommitProtocol} commits it, before Spark writes its own commit. Decisions and
 * alternatives: docs/design/0001-one-pass-batches.md.
 */
final class SourceQuery implements Query {

    private final EngineContext context;
    private final Pipeline pipeline;
    private final OpenQuery open;
    private final QueryBatches batches;
    private final IndexFeed feed;
    private final RunProgress progress;
    private final ReentrantLock batchLock = new ReentrantLock();
    private volatile @Nullable String realTimeStream;

    SourceQuery(EngineContext context, Pipeline pipeline, OpenQuery open, RunProgress progress) {
        this.context = context;
        this.pipeline = pipeline;
        this.open = open;
        this.progress = progress;
        Map<String, Target> targets = inRealTime() ? open.targets(TopicWriterFactory::atOnce) : open.targets();
        this.feed = new IndexFeed(context, open, progress);
        this.batches = new QueryBatches(context, pipeline, open, targets, feed, progress);
    }

    @Override
    public String name() {
        return open.plan().name();
    }

    OpenQuery open() {
        return open;
    }

    boolean inRealTime() {
        return pipeline.trigger() instanceof Trigger.RealTime;
    }

    @Override
    public ReentrantLock batchLock() {
        return batchLock;
    }

    @Override
    public List<Topic> topics() {
        return List.of(open.topic());
    }

    @Override
    public Map<TopicPartition, Long> nextOffsets() {
        Map<TopicPartition, Long> next = new HashMap<>();
        open.nextOffsets()
                .forEach((partition, offset) ->
                        next.put(new TopicPartition(open.topic().name(), partition), offset));
        return next;
    }

    @Override
    public LedgerTotals totals() {
        return open.state()
                .ledger()
                .totals()
                .plus(open.state().catchUps().ledger().totals());
    }

    @Override
    public void started() {
        feed.start();
    }

    @Override
    public void finish() {
        if (pipeline.trigger() instanceof Trigger.AvailableNow) {
            feed.finish();
        }
    }

    @Override
    public void ended() {
        feed.close();
    }

    @Override
    public RuntimeException explain(Throwable thrown) {
        return Failures.explain(context, pipeline.name(), name(), topics(), () -> open.findGaps(context), thrown);
    }

    /** Waits for a lock as one of Spark's threads, which are interrupted when their query is stopped. */
    static void lock(ReentrantLock lock) {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new InterruptedIOException()); // how Spark knows that it was stopped
        }
    }

    @Override
    public void endBatch() {
        String stream = realTimeStream;
        if (stream != null) {
            RealTimeKafkaProvider.endBatches(stream);
        }
    }

    @Override
    public StreamingQuery start() {
        feed.check();
        if (BatchInput.place(open.topic().name()) != null) {
            return startFiles();
        }
        String schema = ColumnarKafkaProvider.SCHEMAS.put(open.plan().schema());
        try {
            return pipeline.trigger() instanceof Trigger.RealTime realTime
                    ? startRealTime(realTime, schema)
                    : startBatches(writer(batchFormat(), schema));
        } catch (TimeoutException e) {
            throw tookTooLong(e);
        } finally {
            ColumnarKafkaProvider.SCHEMAS.remove(schema);
        }
    }

    private UnavailableException tookTooLong(TimeoutException e) {
        return new UnavailableException("Cannot start " + pipeline.name() + "/" + name() + ", Spark took too long", e);
    }

    /** A batch over files in the place of the topic. */
    private StreamingQuery startFiles() {
        String source = FileProvider.SOURCES.put(FileSource.ofColumns(
                context.files().topic(open.topic().name()),
                open.plan().schema(),
                open.incarnation().startOffsets(),
                Objects.requireNonNull(open.range()).until(),
                open.plan().spec().kafka().maxRecordsPerBatch()));
        try {
            return startBatches(writer(context.session()
                    .readStream()
                    .format(FileProvider.class.getName())
                    .option(FileProvider.SOURCE, source)
                    .load()));
        } catch (TimeoutException e) {
            throw tookTooLong(e);
        } finally {
            FileProvider.SOURCES.remove(source);
        }
    }

    private StreamingQuery startBatches(DataStreamWriter<Row> writer) throws TimeoutException {
        String sink = BatchSink.SINKS.put(this::runBatch);
        try {
            return writer.format(BatchSink.Provider.class.getName())
                    .option(BatchSink.SINK, sink)
                    .trigger(
                            pipeline.trigger() instanceof Trigger.Every every
                                    ? org.apache.spark.sql.streaming.Trigger.ProcessingTime(
                                            every.interval().toMillis())
                                    : org.apache.spark.sql.streaming.Trigger.AvailableNow())
                    .start();
        } finally {
            BatchSink.SINKS.remove(sink);
        }
    }

    private StreamingQuery startRealTime(Trigger.RealTime trigger, String schema) throws TimeoutException {
        realTimeStream = schema;
        TaskSlots slots = new TaskSlots(context.session().sparkContext());
        String sink = RealTimeSink.SINKS.put(new RealTimeBatches(
                slots, pipeline.name() + "/" + name(), batches, batchLock, this::batchOfThisThread));
        try {
            return writer(RealTimeKafkaProvider.class.getName(), schema)
                    .format(RealTimeSink.Provider.class.getName())
                    .option(RealTimeSink.SINK, sink)
                    .outputMode("update")
                    .trigger(org.apache.spark.sql.streaming.Trigger.RealTime(
                            trigger.batch().toMillis()))
                    .start();
        } finally {
            RealTimeSink.SINKS.remove(sink);
        }
    }

    private DataStreamWriter<Row> writer(String format, String schema) {
        Dataset<Row> records = context.session()
                .readStream()
                .format(format)
                .option(ColumnarKafkaProvider.SCHEMA, schema)
                .options(KafkaOptions.of(context.settings(), open.plan().spec().kafka(), open.incarnation()))
                .options(range())
                .load();
        return writer(records);
    }

    private DataStreamWriter<Row> writer(Dataset<Row> records) {
        return records.writeStream()
                .queryName(pipeline.name() + "/" + name())
                .option(
                        "checkpointLocation",
                        open.state().checkpoint().location().toString());
    }

    private Map<String, String> range() {
        return open.range() == null
                ? Map.of()
                : Map.of(
                        ColumnarKafkaProvider.UNTIL,
                        KafkaOptions.offsets(open.topic().name(), open.range().until()));
    }

    private String batchFormat() {
        if (open.range() != null) {
            return ColumnarKafkaProvider.class.getName(); // Spark's own knows no end of a stream
        }
        return switch (context.settings().kafka().reader()) {
            case COLUMNAR -> ColumnarKafkaProvider.class.getName();
            case SPARK -> "kafka";
        };
    }

    private void runBatch(long batch, Dataset<Row> records) {
        lock(batchLock);
        try {
            Failpoint.BATCH_STARTED.reached();
            Batch begun = batches.begin(batch);
            progress.began(name());
            List<TaskResult> results;
            try {
                results = BatchTask.run(BatchSink.plan(records), begun.spec());
            } catch (Exception e) { // Spark throws checked exceptions, too, without declaring them
                if (!feed.lost(e)) {
                    throw e;
                }
                begun = batches.again(begun);
                results = BatchTask.run(BatchSink.plan(records), begun.spec());
            }
            batches.commit(
                    begun,
                    results,
                    open.checkpoint().endOffsets(batch, open.topic().name()));
        } finally {
            batchLock.unlock();
        }
    }

    private long batchOfThisThread() {
        return Long.parseLong(context.session().sparkContext().getLocalProperty(MicroBatchExecution.BATCH_ID_KEY()));
    }
}
