package io.penstock.source;

import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/** DATE: {@code 2026-01-31}. */
final class DateWriter implements TextWriter {

    private final Column column;
    private final TextCursor cursor = new TextCursor();

    DateWriter(Column column) {
        this.column = column;
    }

    @Override
    public @Nullable Rejection write(byte[] text, int from, int to, WritableColumnVector vector, int row) {
        cursor.open(text, from, to);
        int year = cursor.digits(4);
        cursor.expect('-');
        int month = cursor.digits(2);
        cursor.expect('-');
        int day = cursor.digits(2);
        if (!cursor.isComplete() || !Calendar.isDate(year, month, day)) {
            return column.notOfType(text, from, to);
        }
        vector.putInt(row, Calendar.epochDay(year, month, day));
        vector.putNotNull(row);
        return null;
    }
}
