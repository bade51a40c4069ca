package io.penstock.engine.sql.virtual;

import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.source.RecordSchema;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Reads a topic, a task for each partition that has records of interest. */
final class TopicScan implements Scan, Batch {

    private final TopicTable table;
    private final StructType wanted;
    private final PlaceConditions conditions;

    TopicScan(TopicTable table, StructType wanted, PlaceConditions conditions) {
        this.table = table;
        this.wanted = wanted;
        this.conditions = conditions;
    }

    @Override
    public StructType readSchema() {
        return wanted;
    }

    @Override
    public String description() {
        return "topic " + table.topic() + " " + conditions;
    }

    @Override
    public ColumnarSupportMode columnarSupportMode() {
        return ColumnarSupportMode.SUPPORTED;
    }

    @Override
    public Batch toBatch() {
        return this;
    }

    @Override
    public InputPartition[] planInputPartitions() {
        return OffsetRange.of(table.extent(), conditions, TopicTable.MAX_OFFSETS, table::firstAt)
                .toArray(InputPartition[]::new);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        int[] vectors =
                Arrays.stream(wanted.fieldNames()).mapToInt(table::vector).toArray();
        return new ReaderFactory(table.topic(), table.kafka(), table.decoded(), vectors);
    }

    /** @param vectors which columns of a batch are wanted, in their order */
    private record ReaderFactory(String topic, KafkaSettings kafka, RecordSchema decoded, int[] vectors)
            implements PartitionReaderFactory {

        @Override
        public boolean supportColumnarReads(InputPartition partition) {
            return true;
        }

        @Override
        public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
            return new TopicReader(kafka, topic, (OffsetRange) partition, decoded, vectors);
        }

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            throw new UnsupportedOperationException("Cannot read rows, only columns");
        }
    }
}
