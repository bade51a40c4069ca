package io.penstock.engine.batch;

import io.penstock.engine.commit.Failpoint;
import io.penstock.source.kafka.RecordsInHand;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.jspecify.annotations.Nullable;

/**
 * The work of one task in real-time mode: each record goes the way that it goes in a {@link BatchTask}, as soon as it has come.
 * Not thread-safe.
 */
public final class RealTimeWriter implements DataWriter<InternalRow> {

    /**
     * What a task did.
     *
     * @param ends offset behind the last one that the task has read or found missing, by partition: one, or none where Spark
     *     had nothing to read
     */
    public record Message(TaskResult result, Map<Integer, Long> ends) implements WriterCommitMessage {}

    /** Makes the writers of a batch in its tasks. */
    public record Factory(BatchSpec spec) implements StreamingDataWriterFactory {

        @Override
        public DataWriter<InternalRow> createWriter(int partition, long task, long batch) {
            return new RealTimeWriter(spec, partition, task);
        }
    }

    private final RecordRouter router;
    private final String task;

    private RealTimeWriter(BatchSpec spec, int partition, long task) {
        this.task = partition + "-" + task;
        this.router = new RecordRouter(spec, this.task, partition);
    }

    @Override
    public void writeAll(Iterator<InternalRow> rows) {
        TaskContext context = TaskContext.get();
        while (rows.hasNext()) {
            write(rows.next());
            if (context.isInterrupted()) {
                throw new IllegalStateException("Cannot finish task " + task + ", it was cancelled");
            }
        }
    }

    @Override
    public void write(InternalRow row) {
        RecordsInHand records = RecordsInHand.ofThisTask();
        if (records == null) {
            throw new IllegalStateException("Cannot write in task " + task + ", it has no records in hand");
        }
        router.route(records.batch());
    }

    /** Waits until all that was sent is acknowledged. */
    @Override
    public WriterCommitMessage commit() {
        TaskResult result = router.complete();
        Failpoint.TASK_WRITTEN.reached();
        @Nullable RecordsInHand records = RecordsInHand.ofThisTask();
        return new Message(
                result, records == null ? Map.of() : Map.of(records.partition().partition(), records.until()));
    }

    @Override
    public void abort() {
        router.abort();
    }

    @Override
    public void close() {
        RecordsInHand.release();
    }
}
