package io.penstock.source;

import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/** BOOLEAN: {@code true} or {@code false}, in any case. */
final class BooleanWriter implements TextWriter {

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private final Column column;

    BooleanWriter(Column column) {
        this.column = column;
    }

    @Override
    public @Nullable Rejection write(byte[] text, int from, int to, WritableColumnVector vector, int row) {
        boolean value = equalsIgnoringCase(text, from, to, TRUE);
        if (!value && !equalsIgnoringCase(text, from, to, FALSE)) {
            return column.notOfType(text, from, to);
        }
        vector.putBoolean(row, value);
        vector.putNotNull(row);
        return null;
    }

    private static boolean equalsIgnoringCase(byte[] text, int from, int to, byte[] lowerCase) {
        if (to - from != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            int c = text[from + i];
            if (c >= 'A' && c <= 'Z') {
                c += 'a' - 'A';
            }
            if (c != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }
}
