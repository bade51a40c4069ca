package io.penstock.engine.audit;

import io.penstock.engine.batch.InputRecount;
import io.penstock.engine.batch.Watermarks;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.commit.SparkCheckpoint;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.processor.KeyedProcessor;
import io.penstock.engine.state.StateFolder;
import io.penstock.source.kafka.RowFilter;
import io.penstock.source.kafka.RowSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;

/**
 * Computes a view a second time, from nothing, over the records that it has used: all of them in one batch, and then a batch without
 * records under the watermark that the view had come to, which closes what the view had closed. What comes out are the rows that
 * the view should have written, however many batches it took and however often it was killed. Where rows replace earlier ones, the
 * first batch gives the last row of each group, and that is all.
 *
 * <p>Which rows were late is known from the ledger, batch by batch. They stay out here as they did there, so that the first batch,
 * which has no watermark, has none that is late.
 */
final class ViewRecomputation implements AutoCloseable {

    private static final String NO_DATA_BATCHES = "spark.sql.streaming.noDataMicroBatches.enabled";
    private static final long LIMIT_MILLIS = 60 * 60 * 1000L;

    /**
     * A source as far as the view has read it.
     *
     * @param until offset behind the last one, by partition
     */
    record Input(SourcePlan source, Incarnation incarnation, Map<Integer, Long> until, Watermarks watermarks) {}

    private final ViewPlan view;
    private final ViewStreams streams;
    private final SparkSession session;
    private final StateFolder scratch;

    ViewRecomputation(ViewPlan view, ViewStreams streams) {
        this.view = view;
        this.streams = streams;
        this.session = streams.session();
        this.scratch = streams.scratch();
        session.conf().set(NO_DATA_BATCHES, "false");
    }

    /** The session that it computes in. */
    SparkSession session() {
        return session;
    }

    /**
     * The rows; good until this is closed.
     *
     * @param inputs the sources by name
     * @param references rows of the references by name, in {@link #session}
     * @param watermarkMillis that of the last batch
     */
    Dataset<Row> run(Map<String, Input> inputs, Map<String, Dataset<Row>> references, long watermarkMillis) {
        runBatches(inputs, references);
        SparkCheckpoint checkpoint = new SparkCheckpoint(session, scratch.folder("checkpoint"));
        Long last = checkpoint.lastPlanned();
        if (last != null && view.keepsState() && !view.upserts()) {
            checkpoint.planAgain(last + 1, watermarkMillis);
            runBatches(inputs, references);
        }
        if (view.rejection() < 0) {
            return session.read().schema(view.columns()).parquet(rows());
        }
        return session.read()
                .schema(view.columns().add(KeyedProcessor.REJECTED, KeyedProcessor.REJECTION))
                .parquet(rows())
                .where(functions.col(KeyedProcessor.REJECTED).isNull())
                .drop(KeyedProcessor.REJECTED);
    }

    /** The rows that its processor rejects, with the columns of {@link KeyedProcessor#REJECTION}, once {@link #run} has computed them. */
    Dataset<Row> rejected() {
        return session.read()
                .schema(new StructType().add(KeyedProcessor.REJECTED, KeyedProcessor.REJECTION))
                .parquet(rows())
                .where(functions.col(KeyedProcessor.REJECTED).isNotNull())
                .select(KeyedProcessor.REJECTED + ".*");
    }

    private String rows() {
        return scratch.folder("rows").location().toString();
    }

    private void runBatches(Map<String, Input> inputs, Map<String, Dataset<Row>> references) {
        Map<String, Dataset<Row>> rows = new HashMap<>();
        inputs.forEach((name, input) -> rows.put(name, stream(input)));
        try {
            StreamingQuery query = view.over(session, rows, references)
                    .writeStream()
                    .option(
                            "checkpointLocation",
                            scratch.folder("checkpoint").location().toString())
                    .outputMode(view.outputMode())
                    .trigger(Trigger.AvailableNow())
                    .foreachBatch((batch, id) -> {
                        batch.write().mode("append").parquet(rows());
                    })
                    .start();
            try {
                if (!query.awaitTermination(LIMIT_MILLIS)) {
                    throw new IllegalStateException(
                            "Cannot compute view " + view.name() + " a second time, it takes more than an hour");
                }
            } finally {
                query.stop();
            }
        } catch (TimeoutException | StreamingQueryException e) {
            throw new IllegalStateException("Cannot compute view " + view.name() + " a second time", e);
        }
    }

    private Dataset<Row> stream(Input input) {
        SourcePlan source = input.source;
        String topic = source.spec().kafka().topic();
        Map<TopicPartition, Long> until = new HashMap<>();
        input.until.forEach((partition, end) -> until.put(new TopicPartition(topic, partition), end));
        RowFilter.Factory filters = InputRecount.inTasks(source, view.splitsLate(source), input.watermarks);
        return streams.stream(
                session, source, input.incarnation, RowSource.until(source.schema(), () -> filters, until));
    }

    @Override
    public void close() {
        scratch.deleteAll();
    }
}
