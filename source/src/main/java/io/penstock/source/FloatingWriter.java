package io.penstock.source;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.FloatType;
import org.jspecify.annotations.Nullable;

/**
 * FLOAT and DOUBLE: the nearest one to the decimal number in the text. A number too large, or too small to differ from zero,
 * does not fit; NaN and Infinity are not numbers.
 */
final class FloatingWriter implements TextWriter {

    // A significand and a power of ten that are both exact give, with one rounding, the nearest number: W. D. Clinger,
    // "How to read floating point numbers accurately", 1990. Nearly all numbers in data are of this kind.
    private static final long EXACT_DOUBLE = 1L << 53;
    private static final double[] DOUBLE_POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final long EXACT_FLOAT = 1L << 24;
    private static final float[] FLOAT_POWERS = {1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f};

    private final Column column;
    private final boolean single;
    private final NumberText number = new NumberText();

    FloatingWriter(Column column) {
        this.column = column;
        this.single = column.type() instanceof FloatType;
    }

    @Override
    public @Nullable Rejection write(byte[] text, int from, int to, WritableColumnVector vector, int row) {
        if (!number.scan(text, from, to)) {
            return column.notOfType(text, from, to);
        }
        double value = single ? toFloat(text, from, to) : toDouble(text, from, to);
        if (Double.isInfinite(value) || (value == 0 && !number.isZero())) {
            return column.doesNotFit(text, from, to);
        }
        if (single) {
            vector.putFloat(row, (float) value);
        } else {
            vector.putDouble(row, value);
        }
        vector.putNotNull(row);
        return null;
    }

    private double toDouble(byte[] text, int from, int to) {
        long exponent = number.exponent();
        if (number.digits() <= NumberText.LONG_DIGITS
                && number.significand() <= EXACT_DOUBLE
                && Math.abs(exponent) < DOUBLE_POWERS.length) {
            double value = number.isNegative() ? -(double) number.significand() : number.significand();
            return exponent < 0 ? value / DOUBLE_POWERS[(int) -exponent] : value * DOUBLE_POWERS[(int) exponent];
        }
        return Double.parseDouble(string(text, from, to));
    }

    private float toFloat(byte[] text, int from, int to) {
        long exponent = number.exponent();
        if (number.digits() <= NumberText.LONG_DIGITS
                && number.significand() <= EXACT_FLOAT
                && Math.abs(exponent) < FLOAT_POWERS.length) {
            float value = number.isNegative() ? -(float) number.significand() : number.significand();
            return exponent < 0 ? value / FLOAT_POWERS[(int) -exponent] : value * FLOAT_POWERS[(int) exponent];
        }
        return Float.parseFloat(string(text, from, to));
    }

    private static String string(byte[] text, int from, int to) {
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
