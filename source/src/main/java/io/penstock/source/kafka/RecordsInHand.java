package io.penstock.source.kafka;

import io.penstock.source.RecordBatch;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a task of real-time mode reads, for the writer in the same task: the reader makes it, the writer finds it by its thread,
 * which is the reader's.
 */
public final class RecordsInHand {

    private static final ThreadLocal<@Nullable RecordsInHand> OF_THIS_TASK = new ThreadLocal<>();

    private final TopicPartition partition;
    private final RecordBatch batch;
    private long until;

    RecordsInHand(TopicPartition partition, RecordBatch batch, long from) {
        this.partition = partition;
        this.batch = batch;
        this.until = from;
        OF_THIS_TASK.set(this);
    }

    /** That of the task that runs in this thread; nothing before it has read, or where it has no partition. */
    public static @Nullable RecordsInHand ofThisTask() {
        return OF_THIS_TASK.get();
    }

    /** Forgets it; the writer does so in its end, since the thread will have other tasks. */
    public static void release() {
        OF_THIS_TASK.remove();
    }

    void readUntil(long offset) {
        until = offset;
    }

    /** The records that the row at hand stands for. */
    public RecordBatch batch() {
        return batch;
    }

    public TopicPartition partition() {
        return partition;
    }

    /** Offset behind the last one that was read or is not there; the next batch begins with it. */
    public long until() {
        return until;
    }
}
