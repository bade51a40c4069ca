package io.penstock.source;

import java.math.BigInteger;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.jspecify.annotations.Nullable;

/** DECIMAL(p, s): exactly the number in the text. It is never rounded; zeros at its end do not count. */
final class DecimalWriter implements TextWriter {

    private static final long[] POWERS = new long[19];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private final Column column;
    private final int precision;
    private final int scale;
    private final NumberText number = new NumberText();

    DecimalWriter(Column column) {
        this.column = column;
        DecimalType type = (DecimalType) column.type();
        this.precision = type.precision();
        this.scale = type.scale();
    }

    @Override
    public @Nullable Rejection write(byte[] text, int from, int to, WritableColumnVector vector, int row) {
        if (!number.scan(text, from, to)) {
            return column.notOfType(text, from, to);
        }
        if (!number.isZero()) {
            if (number.wholeDigits() > precision - scale) {
                return column.doesNotFit(text, from, to);
            }
            if (number.exponent() < -scale) {
                return column.overflow("has more than %d fraction digits, %s cannot hold them: %s"
                        .formatted(scale, column.typeName(), Excerpt.of(text, from, to)));
            }
        }
        put(vector, row);
        vector.putNotNull(row);
        return null;
    }

    private void put(WritableColumnVector vector, int row) {
        int zeros = number.isZero() ? 0 : (int) number.exponent() + scale; // at most the precision, as checked
        if (precision <= Decimal.MAX_LONG_DIGITS()) {
            long magnitude = number.significand() * POWERS[zeros];
            long unscaled = number.isNegative() ? -magnitude : magnitude;
            if (precision <= Decimal.MAX_INT_DIGITS()) {
                vector.putInt(row, (int) unscaled);
            } else {
                vector.putLong(row, unscaled);
            }
        } else {
            BigInteger magnitude = number.bigSignificand().multiply(BigInteger.TEN.pow(zeros));
            vector.putByteArray(row, (number.isNegative() ? magnitude.negate() : magnitude).toByteArray());
        }
    }
}
