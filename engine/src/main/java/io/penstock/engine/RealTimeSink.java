package io.penstock.engine;

import io.penstock.engine.batch.BatchSpec;
import io.penstock.engine.batch.RealTimeWriter;
import io.penstock.source.kafka.Handover;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.apache.spark.sql.internal.connector.SupportsStreamingUpdateAsAppend;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * What real-time mode writes to: a batch is begun in the driver, its tasks run {@link RealTimeWriter}s for its whole length, and
 * what they report is committed. Called by the query's thread: {@link #begin}, and then one of the others.
 */
interface RealTimeSink {

    /** Option with the handle of the sink. */
    String SINK = "penstock.sink";

    /** Sinks of queries that are starting. */
    Handover<RealTimeSink> SINKS = new Handover<>();

    /** @param tasks how many tasks there will be, all at the same time */
    BatchSpec begin(int tasks);

    void commit(long batch, List<RealTimeWriter.Message> messages);

    /** A task has failed, or the query is stopped. */
    void abort();

    /** Spark makes it by its name. */
    final class Provider implements TableProvider {

        @Override
        public StructType inferSchema(CaseInsensitiveStringMap options) {
            return new StructType(); // nobody reads it
        }

        @Override
        public Table getTable(StructType columns, Transform[] partitioning, Map<String, String> options) {
            return new Topics(SINKS.get(new CaseInsensitiveStringMap(options).get(SINK)));
        }
    }

    /** The outputs as one table. */
    record Topics(RealTimeSink sink) implements SupportsWrite {

        @Override
        public String name() {
            return "penstock outputs";
        }

        @Override
        @SuppressWarnings("deprecation") // the method that replaces it calls this one, and Spark's tables have both
        public StructType schema() {
            return new StructType();
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.STREAMING_WRITE, TableCapability.ACCEPT_ANY_SCHEMA);
        }

        @Override
        public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
            return new Builder(sink);
        }
    }

    /** Real-time mode is of output mode update; rows that stand for themselves are the same in each mode. */
    record Builder(RealTimeSink sink) implements SupportsStreamingUpdateAsAppend {

        @Override
        public Write build() {
            return new Write() {

                @Override
                public StreamingWrite toStreaming() {
                    return new Batches(sink);
                }
            };
        }
    }

    /** The driver's part of a batch. */
    record Batches(RealTimeSink sink) implements StreamingWrite {

        @Override
        public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
            return new RealTimeWriter.Factory(sink.begin(info.numPartitions()));
        }

        @Override
        public void commit(long batch, WriterCommitMessage[] messages) {
            sink.commit(
                    batch,
                    Arrays.stream(messages)
                            .map(RealTimeWriter.Message.class::cast)
                            .toList());
        }

        @Override
        public void abort(long batch, @Nullable WriterCommitMessage[] messages) {
            sink.abort();
        }
    }
}
