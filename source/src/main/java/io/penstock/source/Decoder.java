package io.penstock.source;

import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one record into one row of columns.
 *
 * <p><b>Columns:</b> one vector per field of the schema, in its order and of its type, with room for {@code row}. Rows are
 * written in rising order; a row may be written again. Strings and nested values are appended to the vectors' children,
 * so the bytes of a rejected row stay there unused until the vector is reset.
 * <p><b>Errors:</b> any input, however malformed or hostile, gives a row or a {@link Rejection}; nothing is thrown because of
 * a record. A vector that outgrows its limit (2 GiB of strings in one batch) throws, as it must: end batches before.
 * <p><b>Threads:</b> not thread-safe; keeps buffers between records. Make one for each task.
 */
public interface Decoder {

    /**
     * Writes row {@code row} of {@code columns}.
     *
     * @param value the bytes that hold the record, or null for a record without a value (a tombstone), which is rejected
     * @return null when the row is written, else why not; the row's contents are then undefined and the caller writes it again
     */
    @Nullable
    Rejection decode(byte @Nullable [] value, int offset, int length, WritableColumnVector[] columns, int row);
}
