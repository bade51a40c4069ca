package io.penstock.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * TIMESTAMP as a number of seconds, milliseconds or microseconds since 1970-01-01T00:00:00Z. A fraction may go down to the
 * nanosecond; what is below the microsecond is cut off towards the past.
 */
final class EpochWriter implements TextWriter {

    private static final int NANO_DIGITS = 9;

    private final Column column;
    private final String format;
    /** Microseconds per unit, and the power of ten that it is. */
    private final long micros;

    private final int microDigits;
    private final long maxWhole;
    private final NumberText number = new NumberText();

    EpochWriter(Column column, String format, int microDigits) {
        this.column = column;
        this.format = format;
        this.microDigits = microDigits;
        this.micros = BigDecimal.ONE.scaleByPowerOfTen(microDigits).longValueExact();
        this.maxWhole = Long.MAX_VALUE / micros;
    }

    @Override
    public @Nullable Rejection write(byte[] text, int from, int to, WritableColumnVector vector, int row) {
        long value = plainDigits(text, from, to);
        if (value < 0) {
            return writeOther(text, from, to, vector, row);
        }
        return value > maxWhole ? outOfRange(text, from, to) : put(value * micros, text, from, to, vector, row);
    }

    /** The usual case: up to 18 digits and nothing else; -1 for all others. */
    private static long plainDigits(byte[] text, int from, int to) {
        int length = to - from;
        if (length == 0 || length > NumberText.LONG_DIGITS) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private @Nullable Rejection writeOther(byte[] text, int from, int to, WritableColumnVector vector, int row) {
        if (!number.scan(text, from, to)) {
            return column.type(
                    from == to
                            ? "is empty, expected " + format
                            : "is not " + format + ": " + Excerpt.of(text, from, to));
        }
        if (number.isZero()) {
            return put(0, text, from, to, vector, row);
        }
        if (number.wholeDigits() > NumberText.LONG_DIGITS) {
            return outOfRange(text, from, to);
        }
        if (-number.exponent() > NANO_DIGITS - 6 + microDigits) {
            return column.overflow("is finer than a nanosecond: " + Excerpt.of(text, from, to));
        }
        BigDecimal magnitude = new BigDecimal(number.bigSignificand(), (int) -number.exponent());
        BigDecimal value = number.isNegative() ? magnitude.negate() : magnitude;
        BigInteger exact = value.scaleByPowerOfTen(microDigits)
                .setScale(0, RoundingMode.FLOOR)
                .toBigInteger();
        return exact.bitLength() > 63
                ? outOfRange(text, from, to)
                : put(exact.longValue(), text, from, to, vector, row);
    }

    private @Nullable Rejection put(long value, byte[] text, int from, int to, WritableColumnVector vector, int row) {
        if (!Calendar.isInRange(value)) {
            return outOfRange(text, from, to);
        }
        vector.putLong(row, value);
        vector.putNotNull(row);
        return null;
    }

    private Rejection outOfRange(byte[] text, int from, int to) {
        return column.overflow("is outside the years 0001 to 9999 as " + format + ": " + Excerpt.of(text, from, to));
    }
}
