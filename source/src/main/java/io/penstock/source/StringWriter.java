package io.penstock.source;

import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/** STRING: the text itself. */
final class StringWriter implements TextWriter {

    @Override
    public @Nullable Rejection write(byte[] text, int from, int to, WritableColumnVector vector, int row) {
        vector.putByteArray(row, text, from, to - from);
        vector.putNotNull(row);
        return null;
    }
}
