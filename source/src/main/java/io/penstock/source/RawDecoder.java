package io.penstock.source;

import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/** The value as it is; NULL for a record without one. What stands around it is written by {@link RecordDecoder}. */
final class RawDecoder implements Decoder {

    static final int KEY = 0;
    static final int VALUE = 1;
    static final int HEADERS = 2;

    @Override
    public @Nullable Rejection decode(
            byte @Nullable [] value, int offset, int length, WritableColumnVector[] vectors, int row) {
        if (value == null) {
            vectors[VALUE].putNull(row);
        } else {
            vectors[VALUE].putByteArray(row, value, offset, length);
            vectors[VALUE].putNotNull(row);
        }
        return null;
    }
}
