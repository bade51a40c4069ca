package io.penstock.source;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Arrays;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * TIMESTAMP and TIMESTAMP_NTZ as text of a {@link TimestampPattern}. Digits below the microsecond are cut off. The last text is
 * remembered with its time: lines of a log that were written in one second have the same. Not thread-safe.
 */
final class PatternTimestampWriter implements TextWriter {

    private static final int MAX_LENGTH =
            200; // no pattern's text is longer; keeps hostile text away from the formatter

    private final Column column;
    private final String format;
    private final TimestampPattern pattern;
    private final byte[] lastText = new byte[MAX_LENGTH];
    private int lastLength;
    private long lastMicros;

    PatternTimestampWriter(Column column, String format) {
        this.column = column;
        this.format = format;
        this.pattern = TimestampPattern.of(format);
    }

    @Override
    public @Nullable Rejection write(byte[] text, int from, int to, WritableColumnVector vector, int row) {
        if (from == to) {
            return column.type("is empty, expected the timestamp-format " + format);
        }
        if (to - from > MAX_LENGTH) {
            return mismatch(text, from, to);
        }
        if (Arrays.equals(text, from, to, lastText, 0, lastLength)) {
            return put(lastMicros, vector, row);
        }
        long micros;
        try {
            micros = pattern.micros(new String(text, from, to - from, StandardCharsets.UTF_8));
        } catch (DateTimeException e) {
            return mismatch(text, from, to);
        } catch (ArithmeticException e) {
            return outOfRange(text, from, to);
        }
        if (!Calendar.isInRange(micros)) {
            return outOfRange(text, from, to);
        }
        lastLength = to - from;
        System.arraycopy(text, from, lastText, 0, lastLength);
        lastMicros = micros;
        return put(micros, vector, row);
    }

    private static @Nullable Rejection put(long micros, WritableColumnVector vector, int row) {
        vector.putLong(row, micros);
        vector.putNotNull(row);
        return null;
    }

    private Rejection mismatch(byte[] text, int from, int to) {
        return column.type("does not match the timestamp-format " + format + ": " + Excerpt.of(text, from, to));
    }

    private Rejection outOfRange(byte[] text, int from, int to) {
        return column.overflow("is outside the years 0001 to 9999: " + Excerpt.of(text, from, to));
    }
}
