package io.penstock.source.kafka;

import io.penstock.source.RecordBatch;
import io.penstock.source.RecordSchema;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.kafka010.KafkaBatchInputPartition;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Reads a range of offsets of one partition, in one task. */
final class RecordBatchReader implements PartitionReader<ColumnarBatch> {

    private final KafkaBatchInputPartition range;
    private final FetcherPool.Key key;
    private final PartitionFetcher fetcher;
    private final ConsumedRecords records;
    private final RecordBatch batch;
    private boolean complete;

    RecordBatchReader(KafkaBatchInputPartition range, RecordSchema schema) {
        this.range = range;
        var partition = range.offsetRange().topicPartition();
        this.key = FetcherPool.Key.of(range.executorKafkaParams(), partition);
        this.records = new ConsumedRecords(partition.topic());
        this.batch = RecordBatch.create(schema, RecordBatch.CAPACITY);
        this.fetcher = FetcherPool.borrow(partition, range.executorKafkaParams(), range.failOnDataLoss());
        try {
            fetcher.seek(range.offsetRange().fromOffset());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public boolean next() {
        int count = take();
        if (count == 0) {
            complete = true;
            return false;
        }
        batch.decode(records.of(fetcher.records(), fetcher.first(), fetcher.first() + count));
        return true;
    }

    private int take() {
        try {
            return fetcher.take(range.offsetRange().untilOffset(), range.pollTimeoutMs());
        } catch (TimeoutException e) {
            throw new UnansweredException(e.getMessage(), e);
        }
    }

    @Override
    public ColumnarBatch get() {
        return batch;
    }

    @Override
    public void close() {
        FetcherPool.giveBack(key, fetcher, complete);
        batch.close();
    }

    /** Kafka gave nothing, though there should be records. */
    private static final class UnansweredException extends RetriableException {

        UnansweredException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
