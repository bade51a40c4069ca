package io.penstock.engine.batch;

import io.penstock.source.Envelope;
import io.penstock.source.RecordBatch;
import io.penstock.source.Rejection;
import java.util.List;

/** One output in one task: computes its rows and writes them. Not thread-safe. */
interface Output {

    /** Is told what becomes of the records, at once or later, but before {@link #settle} has returned. */
    interface Outcome {

        /** So many records made so many rows, which are written. */
        void used(int records, long rows);

        /** A record made so many rows, which an index is to get later. */
        void left(long rows);

        /** So many records made no row. */
        void filtered(int records);

        /**
         * A record made rows that cannot be computed, or that the output does not take; nothing of it is written.
         *
         * @param row its index in the batch, which may be gone by now
         */
        void refused(int row, Envelope record, String stage, Rejection why);
    }

    /** Whether records without a value, which have no row, are written like others. */
    default boolean takesTombstones() {
        return false;
    }

    /** Takes the records at the first {@code count} indexes of {@code rows}, which rise. */
    void write(RecordBatch batch, int[] rows, int count, Outcome outcome);

    /** Waits until it is known what becomes of all records so far. */
    default void settle() {}

    /** Makes everything durable that was written. @return files that the driver has to commit */
    List<String> complete();

    /** Takes back what can be taken back. */
    void abort();
}
