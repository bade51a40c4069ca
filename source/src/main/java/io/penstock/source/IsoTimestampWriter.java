package io.penstock.source;

import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * TIMESTAMP and TIMESTAMP_NTZ as ISO 8601 text: {@code 2026-01-31T23:59:59.123456Z}. A TIMESTAMP needs its offset, since a
 * guessed one would be silently wrong; a TIMESTAMP_NTZ must not have one, since it would be lost. Digits below the
 * microsecond are cut off.
 */
final class IsoTimestampWriter implements TextWriter {

    private static final int MAX_OFFSET_MINUTES = 18 * 60; // as java.time has it

    private final Column column;
    private final boolean withOffset;
    private final TextCursor cursor = new TextCursor();

    IsoTimestampWriter(Column column) {
        this.column = column;
        this.withOffset = column.type() instanceof TimestampType;
    }

    @Override
    public @Nullable Rejection write(byte[] text, int from, int to, WritableColumnVector vector, int row) {
        cursor.open(text, from, to);
        int year = cursor.digits(4);
        cursor.expect('-');
        int month = cursor.digits(2);
        cursor.expect('-');
        int day = cursor.digits(2);
        if (!cursor.skip('T')) {
            cursor.expect(' ');
        }
        int hour = cursor.digits(2);
        cursor.expect(':');
        int minute = cursor.digits(2);
        int second = cursor.skip(':') ? cursor.digits(2) : 0;
        int micro = cursor.skip('.') || cursor.skip(',') ? fraction() : 0;
        boolean offsetGiven = !cursor.hasFailed() && !cursor.atEnd();
        int offsetMinutes = offsetGiven ? offset() : 0;

        boolean isTime = hour < 24 && minute < 60 && second < 60 && Math.abs(offsetMinutes) <= MAX_OFFSET_MINUTES;
        if (!cursor.isComplete() || !isTime || !Calendar.isDate(year, month, day)) {
            return column.type(
                    from == to ? "is empty, expected iso-8601" : "is not iso-8601: " + Excerpt.of(text, from, to));
        }
        if (withOffset && !offsetGiven) {
            return column.type("has no offset, expected Z or such as +01:00 at its end: " + Excerpt.of(text, from, to));
        }
        if (!withOffset && offsetGiven) {
            return column.type(
                    "has an offset, which " + column.typeName() + " would lose: " + Excerpt.of(text, from, to));
        }
        long seconds = Calendar.epochDay(year, month, day) * Calendar.SECONDS_PER_DAY
                + (hour * 60L + minute - offsetMinutes) * 60L
                + second;
        long micros = seconds * Calendar.MICROS_PER_SECOND + micro;
        if (!Calendar.isInRange(micros)) {
            return column.overflow("is outside the years 0001 to 9999: " + Excerpt.of(text, from, to));
        }
        vector.putLong(row, micros);
        vector.putNotNull(row);
        return null;
    }

    /** One to nine digits, as microseconds. */
    private int fraction() {
        int micro = 0;
        int digits = 0;
        while (cursor.atDigit()) {
            int digit = cursor.digits(1);
            digits++;
            if (digits <= 6) {
                micro = micro * 10 + digit;
            }
        }
        if (digits == 0 || digits > 9) {
            cursor.fail();
        }
        for (int i = digits; i < 6; i++) {
            micro *= 10;
        }
        return micro;
    }

    /** {@code Z}, {@code +01:00}, {@code +0100} or {@code +01}, in minutes. */
    private int offset() {
        if (cursor.skip('Z')) {
            return 0;
        }
        boolean west = cursor.skip('-');
        if (!west) {
            cursor.expect('+');
        }
        int hours = cursor.digits(2);
        int minutes = cursor.skip(':') || cursor.atDigit() ? cursor.digits(2) : 0;
        if (minutes > 59) {
            cursor.fail();
        }
        int offset = hours * 60 + minutes;
        return west ? -offset : offset;
    }
}
