package io.penstock.source.kafka;

import io.penstock.source.RecordBatch;
import io.penstock.source.RecordSchema;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;
import org.apache.spark.sql.connector.read.streaming.SupportsRealTimeRead;
import org.apache.spark.sql.kafka010.KafkaBatchInputPartition;
import org.apache.spark.sql.kafka010.KafkaSourcePartitionOffset;

/**
 * Reads one partition for the length of a batch, in one task: whatever has come, as soon as it has. Gives {@link
 * RecordsInHand}; see {@link RealTimeKafkaProvider}.
 */
final class RealTimeReader implements SupportsRealTimeRead<InternalRow> {

    private static final long LOOK_MILLIS = 100; // so often it looks whether it is told to end

    private final KafkaBatchInputPartition range;
    private final String stream;
    private final FetcherPool.Key key;
    private final PartitionFetcher fetcher;
    private final ConsumedRecords records;
    private final RecordBatch batch;
    private final RecordsInHand inHand;
    private final GenericInternalRow row = new GenericInternalRow(1);
    private boolean complete;

    private RealTimeReader(KafkaBatchInputPartition range, RecordSchema schema, String stream) {
        this.range = range;
        this.stream = stream;
        TopicPartition partition = range.offsetRange().topicPartition();
        this.key = FetcherPool.Key.of(range.executorKafkaParams(), partition);
        this.records = new ConsumedRecords(partition.topic());
        this.batch = RecordBatch.create(schema, RecordBatch.CAPACITY);
        this.fetcher = FetcherPool.borrow(partition, range.executorKafkaParams(), range.failOnDataLoss());
        long from = range.offsetRange().fromOffset();
        this.inHand = new RecordsInHand(partition, batch, from);
        try {
            fetcher.seek(from);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public RecordStatus nextWithTimeout(Long timeoutMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        int count = 0;
        while (count == 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0 || RealTimeKafkaProvider.isEnding(stream)) {
                complete = true;
                return RecordStatus.newStatusWithoutArrivalTime(false);
            }
            if (TaskContext.get().isInterrupted()) {
                throw new IllegalStateException(
                        "Cannot go on reading " + inHand.partition() + ", the task was cancelled");
            }
            count = fetcher.takeNext(Math.min(left, LOOK_MILLIS));
            inHand.readUntil(fetcher.position());
        }
        batch.decode(records.of(fetcher.records(), fetcher.first(), fetcher.first() + count));
        row.update(0, count);
        return RecordStatus.newStatusWithoutArrivalTime(true);
    }

    @Override
    public boolean next() {
        throw new UnsupportedOperationException("Cannot read to an end, real-time mode has none");
    }

    @Override
    public InternalRow get() {
        return row;
    }

    @Override
    public PartitionOffset getOffset() {
        return KafkaSourcePartitionOffset.apply(range.offsetRange().topicPartition(), inHand.until());
    }

    @Override
    public void close() {
        FetcherPool.giveBack(key, fetcher, complete);
        batch.close();
    }

    /** Makes the readers in the tasks. */
    record Factory(RecordSchema schema, String stream) implements PartitionReaderFactory {

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            return new RealTimeReader((KafkaBatchInputPartition) partition, schema, stream);
        }
    }
}
