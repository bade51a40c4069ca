package io.penstock.source.kafka;

import io.penstock.source.RecordBatch;
import java.io.Serializable;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides in a task which records of a range become rows of a scan, and does with the others what is to be done with them.
 *
 * <p>{@link #complete} or {@link #abort} ends it; a task that fails after {@code complete} still calls {@code abort}. Not
 * thread-safe.
 */
public interface RowFilter {

    /** Takes the next records. @param passed takes the indexes of those that pass, rising @return how many pass */
    int pass(RecordBatch batch, int[] passed);

    /** All records of the range were taken. */
    void complete();

    /** The task fails. */
    void abort();

    /** Makes the filters of a batch in its tasks. */
    interface Factory extends Serializable {

        /** @param from first offset of the range @param until offset behind its last one */
        RowFilter create(TopicPartition partition, long from, long until);
    }

    /** Is asked in the driver for the filters of a batch: once for each scan of it, perhaps more often. */
    interface Batches {

        Factory begin();
    }
}
