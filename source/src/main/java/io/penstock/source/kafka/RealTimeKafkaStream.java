package io.penstock.source.kafka;

import io.penstock.source.RecordSchema;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;
import org.apache.spark.sql.connector.read.streaming.SupportsRealTimeMode;
import org.apache.spark.sql.kafka010.KafkaMicroBatchStream;

/** Spark's own Kafka stream in real-time mode, with tasks that read columns. A task has one partition, and ends with its batch. */
final class RealTimeKafkaStream extends ColumnarKafkaStream implements SupportsRealTimeMode {

    private final KafkaMicroBatchStream stock;
    private final RecordSchema schema;
    private final String stream;

    /** @param stream handle by which its batches are ended */
    RealTimeKafkaStream(KafkaMicroBatchStream stock, RecordSchema schema, String stream) {
        super(stock, schema);
        this.stock = stock;
        this.schema = schema;
        this.stream = stream;
    }

    @Override
    public void prepareForRealTimeMode() {
        stock.prepareForRealTimeMode();
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start) {
        return noting(stock.planInputPartitions(start));
    }

    @Override
    public Offset mergeOffsets(PartitionOffset[] offsets) {
        return stock.mergeOffsets(offsets);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new RealTimeReader.Factory(schema, stream);
    }

    @Override
    public void stop() {
        super.stop();
        RealTimeKafkaProvider.forget(stream);
    }
}
