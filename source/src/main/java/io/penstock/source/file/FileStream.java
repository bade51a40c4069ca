package io.penstock.source.file;

import io.penstock.source.RecordSchema;
import io.penstock.source.kafka.FilteredReader;
import io.penstock.source.kafka.KafkaOffsets;
import io.penstock.source.kafka.RowFilter;
import io.penstock.source.kafka.RowSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadMaxRows;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** The lines of files, or the rows of a table, as a stream that ends. Its offsets are those that Spark's Kafka source would have. */
final class FileStream implements MicroBatchStream, SupportsTriggerAvailableNow {

    private final FileSource source;
    private long asked;

    FileStream(FileSource source) {
        this.source = source;
    }

    @Override
    public Offset initialOffset() {
        return offset(source.from());
    }

    @Override
    public Offset latestOffset() {
        throw new UnsupportedOperationException("Cannot say where a batch ends without its limit");
    }

    @Override
    public Offset latestOffset(Offset start, ReadLimit limit) {
        long most = limit instanceof ReadMaxRows rows ? rows.maxRows() : Long.MAX_VALUE;
        Map<Integer, Long> ends = partitions(start);
        for (Map.Entry<Integer, Long> end : ends.entrySet()) { // one file after the other
            long left = source.until().getOrDefault(end.getKey(), end.getValue()) - end.getValue();
            long taken = Math.max(0, Math.min(most, left));
            end.setValue(end.getValue() + taken);
            most -= taken;
        }
        Offset own = offset(ends);
        RowSource rows = source.rows();
        return rows == null ? own : rows.end(asked++, own);
    }

    @Override
    public ReadLimit getDefaultReadLimit() {
        Long most = source.maxRecords();
        return most == null ? ReadLimit.allAvailable() : ReadLimit.maxRows(most);
    }

    @Override
    public void prepareForTriggerAvailableNow() {
        // the end stands
    }

    @Override
    public Offset deserializeOffset(String json) {
        return KafkaOffsets.parse(json);
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
        Map<Integer, Long> starts = partitions(start);
        List<InputPartition> ranges = new ArrayList<>();
        partitions(end).forEach((partition, until) -> {
            long from = starts.getOrDefault(partition, 0L);
            if (until > from) {
                FileTopic.Partition file = source.topic().partitions().get(partition);
                ranges.add(new Range(new TopicPartition(source.topic().name(), partition), file, from, until));
            }
        });
        return ranges.toArray(InputPartition[]::new);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        RowSource rows = source.rows();
        return rows == null
                ? new ColumnReaders(source.schema(), source.topic().readers())
                : new RowReaders(rows.schema(), source.topic().readers(), rows.begin());
    }

    private Offset offset(Map<Integer, Long> partitions) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        partitions.forEach((partition, offset) ->
                offsets.put(new TopicPartition(source.topic().name(), partition), offset));
        return KafkaOffsets.of(offsets);
    }

    private static Map<Integer, Long> partitions(Offset offset) {
        Map<Integer, Long> partitions = new TreeMap<>();
        KafkaOffsets.partitions(offset).forEach((partition, at) -> partitions.put(partition.partition(), at));
        return partitions;
    }

    @Override
    public void commit(Offset end) {
        // the files stay
    }

    @Override
    public void stop() {
        // nothing is open
    }

    @Override
    public String toString() {
        return source.topic().name();
    }

    /** Values of one file. */
    record Range(TopicPartition partition, FileTopic.Partition file, long from, long until) implements InputPartition {}

    private record ColumnReaders(RecordSchema schema, ValueReaders readers) implements PartitionReaderFactory {

        @Override
        public boolean supportColumnarReads(InputPartition partition) {
            return true;
        }

        @Override
        public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
            return ValueBatchReader.open((Range) partition, readers, schema);
        }

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            throw new UnsupportedOperationException("Cannot read rows, only columns");
        }
    }

    private record RowReaders(RecordSchema schema, ValueReaders readers, RowFilter.Factory filters)
            implements PartitionReaderFactory {

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            Range range = (Range) partition;
            RowFilter filter = filters.create(range.partition(), range.from(), range.until());
            return new FilteredReader(ValueBatchReader.open(range, readers, schema), filter);
        }
    }
}
