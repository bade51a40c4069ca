package io.penstock.source;

import java.util.Arrays;
import java.util.Base64;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/** BINARY: base64 with the standard alphabet and its padding (RFC 4648, section 4). */
final class BinaryWriter implements TextWriter {

    private final Column column;

    BinaryWriter(Column column) {
        this.column = column;
    }

    @Override
    public @Nullable Rejection write(byte[] text, int from, int to, WritableColumnVector vector, int row) {
        byte[] encoded = Arrays.copyOfRange(text, from, to);
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            return notBase64(text, from, to);
        }
        // the JDK takes missing padding and stray bits in the last character; such text has lost something
        if (!Arrays.equals(Base64.getEncoder().encode(decoded), encoded)) {
            return notBase64(text, from, to);
        }
        vector.putByteArray(row, decoded, 0, decoded.length);
        vector.putNotNull(row);
        return null;
    }

    private Rejection notBase64(byte[] text, int from, int to) {
        return column.type("is not base64: " + Excerpt.of(text, from, to));
    }
}
