package io.penstock.source;

import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.jspecify.annotations.Nullable;

/** TINYINT, SMALLINT, INT and BIGINT: {@code -?[0-9]+}. */
final class IntegerWriter implements TextWriter {

    private final Column column;
    private final long min;
    private final long max;

    IntegerWriter(Column column) {
        this.column = column;
        this.max = max(column);
        this.min = -max - 1;
    }

    private static long max(Column column) {
        if (column.type() instanceof ByteType) {
            return Byte.MAX_VALUE;
        } else if (column.type() instanceof ShortType) {
            return Short.MAX_VALUE;
        } else if (column.type() instanceof IntegerType) {
            return Integer.MAX_VALUE;
        } else if (column.type() instanceof LongType) {
            return Long.MAX_VALUE;
        }
        throw new IllegalArgumentException("Cannot write whole numbers, not an integer type: " + column.typeName());
    }

    @Override
    public @Nullable Rejection write(byte[] text, int from, int to, WritableColumnVector vector, int row) {
        boolean negative = from < to && text[from] == '-';
        int first = negative ? from + 1 : from;
        if (first == to) {
            return column.notOfType(text, from, to);
        }
        long value = 0; // negative, since there is one more negative number than there are positive ones
        int unchecked = Math.min(to, first + 18);
        int i = first;
        for (; i < unchecked; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return column.notOfType(text, from, to);
            }
            value = value * 10 - digit;
        }
        boolean fits = true;
        for (; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return column.notOfType(text, from, to);
            }
            fits = fits && value >= Long.MIN_VALUE / 10 && value * 10 >= Long.MIN_VALUE + digit;
            value = value * 10 - digit;
        }
        if (!negative) {
            fits = fits && value != Long.MIN_VALUE;
            value = -value;
        }
        if (!fits || value < min || value > max) {
            return column.doesNotFit(text, from, to);
        }
        put(value, vector, row);
        vector.putNotNull(row);
        return null;
    }

    private void put(long value, WritableColumnVector vector, int row) {
        if (max == Long.MAX_VALUE) {
            vector.putLong(row, value);
        } else if (max == Integer.MAX_VALUE) {
            vector.putInt(row, (int) value);
        } else if (max == Short.MAX_VALUE) {
            vector.putShort(row, (short) value);
        } else {
            vector.putByte(row, (byte) value);
        }
    }
}
