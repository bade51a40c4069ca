package io.penstock.engine.batch;

import io.penstock.source.Envelope;
import io.penstock.source.Rejection;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/** Takes the rows of one output, in one task. Not thread-safe. */
interface OutputWriter {

    /**
     * Writes the rows of a record, all of them or none.
     *
     * @throws RefusedRowException when one of them cannot be written
     */
    void write(List<InternalRow> rows, Envelope record);

    /** Makes everything durable that was written. @return files that the driver has to commit */
    List<String> complete();

    /** Takes back what can be taken back. */
    void abort();

    /** The output does not take what a record became. */
    final class RefusedRowException extends RuntimeException {

        private final transient Rejection rejection;

        RefusedRowException(Rejection rejection) {
            super(rejection.reason());
            this.rejection = rejection;
        }

        Rejection rejection() {
            return rejection;
        }
    }
}
