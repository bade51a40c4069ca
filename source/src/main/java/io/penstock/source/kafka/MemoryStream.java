package io.penstock.source.kafka;

import io.penstock.source.Envelope;
import io.penstock.source.RecordBatch;
import io.penstock.source.RecordSchema;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/** The steps of a {@link MemoryTopic} as a stream; its offsets count steps. */
public final class MemoryStream implements MicroBatchStream {

    private final MemoryTopic topic;
    private final RowSource rows;
    private long asked;

    MemoryStream(MemoryRowProvider.Source source) {
        this.topic = source.topic();
        this.rows = source.rows();
    }

    /** Where the event time of the source has moved on to between two offsets; nothing where it has not. */
    public @Nullable Instant eventTime(Offset start, Offset end) {
        return topic.eventTime(steps(start), steps(end));
    }

    @Override
    public Offset initialOffset() {
        return new Steps(0);
    }

    @Override
    public Offset latestOffset() {
        return rows.end(asked++, new Steps(topic.size()));
    }

    @Override
    public Offset deserializeOffset(String json) {
        return new Steps(Long.parseLong(json));
    }

    private static long steps(Offset offset) {
        return Long.parseLong(offset.json());
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
        return topic.records(steps(start), steps(end)).values().stream()
                .map(Range::new)
                .toArray(InputPartition[]::new);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new ReaderFactory(rows.schema(), rows.begin());
    }

    @Override
    public void commit(Offset end) {
        // a test is short: what was read is kept
    }

    @Override
    public void stop() {
        // nothing is open
    }

    private static final class Steps extends Offset {

        private final long steps;

        Steps(long steps) {
            this.steps = steps;
        }

        @Override
        public String json() {
            return Long.toString(steps);
        }
    }

    /** Records of one partition, at least one. */
    private record Range(List<MemoryRecord> records) implements InputPartition {}

    private record ReaderFactory(RecordSchema schema, RowFilter.Factory filters) implements PartitionReaderFactory {

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            List<MemoryRecord> records = ((Range) partition).records;
            MemoryRecord first = records.get(0);
            MemoryRecord last = records.get(records.size() - 1);
            TopicPartition of = new TopicPartition(first.topic().toString(), first.partition());
            RowFilter filter = filters.create(of, first.offset(), last.offset() + 1);
            return new FilteredReader(new Batches(records, schema), filter);
        }
    }

    private static final class Batches implements PartitionReader<ColumnarBatch> {

        private final List<MemoryRecord> records;
        private final RecordBatch batch;
        private int next;

        Batches(List<MemoryRecord> records, RecordSchema schema) {
            this.records = records;
            this.batch = RecordBatch.create(schema, RecordBatch.CAPACITY);
        }

        @Override
        public boolean next() {
            if (next == records.size()) {
                return false;
            }
            int end = Math.min(records.size(), next + RecordBatch.CAPACITY);
            List<MemoryRecord> part = records.subList(next, end);
            batch.decode(new RecordBatch.Records() {

                @Override
                public int count() {
                    return part.size();
                }

                @Override
                public Envelope record(int index) {
                    return part.get(index);
                }
            });
            next = end;
            return true;
        }

        @Override
        public ColumnarBatch get() {
            return batch;
        }

        @Override
        public void close() {
            batch.close();
        }
    }
}
