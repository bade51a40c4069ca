package io.penstock.engine;

import io.penstock.source.kafka.Handover;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.streaming.Sink;
import org.apache.spark.sql.sources.StreamSinkProvider;
import org.apache.spark.sql.streaming.OutputMode;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;

/**
 * Hands each batch of a query to whoever computes it, with Spark's own plan of it. {@code foreachBatch} would give a plan that
 * has been turned into rows, and these once more into rows.
 */
public interface BatchSink extends Sink {

    /** Option with the handle of the sink. */
    String SINK = "penstock.sink";

    /** Sinks of queries that are starting. */
    Handover<BatchSink> SINKS = new Handover<>();

    /** The plan that gives the batch's records. */
    static SparkPlan plan(Dataset<Row> records) {
        return ((org.apache.spark.sql.classic.Dataset<Row>) records)
                .queryExecution()
                .executedPlan();
    }

    /** Spark makes it by its name. */
    final class Provider implements StreamSinkProvider {

        @Override
        public Sink createSink(
                SQLContext context, Map<String, String> options, Seq<String> partitioning, OutputMode mode) {
            return SINKS.get(options.get(SINK).getOrElse(() -> null));
        }
    }
}
