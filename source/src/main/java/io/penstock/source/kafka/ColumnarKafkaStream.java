package io.penstock.source.kafka;

import io.penstock.source.RecordSchema;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.apache.spark.sql.kafka010.KafkaBatchInputPartition;
import org.apache.spark.sql.kafka010.KafkaMicroBatchStream;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * Spark's own Kafka stream, with tasks that read columns. Offsets, limits, new partitions, the check for lost records and the
 * metrics are Spark's.
 */
class ColumnarKafkaStream implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {

    private final KafkaMicroBatchStream stock;
    private final RecordSchema schema;
    private final @Nullable Offset until;
    private volatile String group = "";

    ColumnarKafkaStream(KafkaMicroBatchStream stock, RecordSchema schema) {
        this(stock, schema, null);
    }

    /** @param until offsets that no batch goes beyond, as Spark's {@code startingOffsets}; nothing for a stream without an end */
    ColumnarKafkaStream(KafkaMicroBatchStream stock, RecordSchema schema, @Nullable String until) {
        this.stock = stock;
        this.schema = schema;
        this.until = until == null ? null : stock.deserializeOffset(until);
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
        return noting(stock.planInputPartitions(start, end));
    }

    /** Remembers whose fetchers the tasks will use. */
    final InputPartition[] noting(InputPartition[] ranges) {
        if (ranges.length > 0) {
            KafkaBatchInputPartition first = (KafkaBatchInputPartition) ranges[0];
            group = FetcherPool.Key.of(
                            first.executorKafkaParams(), first.offsetRange().topicPartition())
                    .group();
        }
        return ranges;
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new ReaderFactory(schema);
    }

    @Override
    public void stop() {
        stock.stop();
        FetcherPool.close(group);
    }

    @Override
    public Offset initialOffset() {
        return stock.initialOffset();
    }

    @Override
    public Offset latestOffset() {
        return stock.latestOffset();
    }

    @Override
    public Offset latestOffset(Offset start, ReadLimit limit) {
        Offset latest = stock.latestOffset(start, limit);
        return until == null || latest == null ? latest : KafkaOffsets.atMost(latest, until);
    }

    @Override
    public ReadLimit getDefaultReadLimit() {
        return stock.getDefaultReadLimit();
    }

    @Override
    public Offset reportLatestOffset() {
        return stock.reportLatestOffset();
    }

    @Override
    public void prepareForTriggerAvailableNow() {
        stock.prepareForTriggerAvailableNow();
    }

    @Override
    public Offset deserializeOffset(String json) {
        return stock.deserializeOffset(json);
    }

    @Override
    public void commit(Offset end) {
        stock.commit(end);
    }

    @Override
    public Map<String, String> metrics(Optional<Offset> latestConsumed) {
        return stock.metrics(latestConsumed);
    }

    @Override
    public String toString() {
        return stock.toString();
    }

    private record ReaderFactory(RecordSchema schema) implements PartitionReaderFactory {

        @Override
        public boolean supportColumnarReads(InputPartition partition) {
            return true;
        }

        @Override
        public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
            return new RecordBatchReader((KafkaBatchInputPartition) partition, schema);
        }

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            throw new UnsupportedOperationException("Cannot read rows, only columns");
        }
    }
}
