package io.penstock.source;

import io.penstock.pipeline.ColumnCount;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * One record is one CSV record, with or without its line end.
 *
 * <p>When several things are wrong, the one is reported that explains the others: bytes that are not UTF-8, then syntax, then
 * the number of columns, then the first value that does not fit.
 */
final class CsvDecoder implements Decoder {

    private final CsvDialect dialect;
    private final CsvScanner scanner;
    private final List<Column> columns;
    private final TextWriter[] writers;
    private final boolean[] emptyIsNull;
    private final byte[][] names;

    CsvDecoder(CsvDialect dialect, List<Column> columns, String timestampFormat) {
        this.dialect = dialect;
        this.scanner = new CsvScanner(dialect);
        this.columns = List.copyOf(columns);
        this.writers = new TextWriter[columns.size()];
        this.emptyIsNull = new boolean[columns.size()];
        this.names = new byte[columns.size()][];
        for (int i = 0; i < writers.length; i++) {
            Column column = columns.get(i);
            writers[i] = TextWriters.create(column, timestampFormat);
            emptyIsNull[i] = dialect.nullValue() == null && !TextWriters.isString(column.type());
            names[i] = column.name().getBytes(StandardCharsets.UTF_8);
        }
    }

    @Override
    public @Nullable Rejection decode(
            byte @Nullable [] value, int offset, int length, WritableColumnVector[] vectors, int row) {
        if (value == null) {
            return Rejection.WITHOUT_VALUE;
        }
        int start = offset + Utf8.byteOrderMark(value, offset, offset + length);
        int end = LineEnd.before(value, start, offset + length);
        if (start == end) {
            return Rejection.WITHOUT_CONTENT;
        }
        Rejection notUtf8 = Utf8.check(value, offset, end);
        if (notUtf8 != null) {
            return notUtf8;
        }
        if (dialect.header() && isHeader(value, offset, start, end)) {
            return Rejection.IS_HEADER;
        }
        scanner.open(value, offset, start, end);
        return writeFields(vectors, row);
    }

    private @Nullable Rejection writeFields(WritableColumnVector[] vectors, int row) {
        Rejection wrongValue = null;
        int count = 0;
        while (scanner.hasNext()) {
            Rejection malformed = scanner.next();
            if (malformed != null) {
                return malformed;
            }
            if (count < writers.length && wrongValue == null) {
                wrongValue = writeField(count, vectors[count], row);
            }
            count++;
        }
        if (!isAllowed(count)) {
            return new Rejection(
                    Rejection.COLUMN_COUNT,
                    "has " + (count == 1 ? "1 column" : count + " columns") + ", expected " + writers.length);
        }
        for (int i = count; i < writers.length && wrongValue == null; i++) {
            wrongValue = writeMissing(i, vectors[i], row);
        }
        return wrongValue;
    }

    private @Nullable Rejection writeField(int index, WritableColumnVector vector, int row) {
        byte[] bytes = scanner.bytes();
        int from = scanner.from();
        int to = scanner.to();
        if (!scanner.isLiteral() && isNull(index, bytes, from, to)) {
            if (!columns.get(index).nullable()) {
                return columns.get(index).isNull();
            }
            vector.putNull(row);
            return null;
        }
        return writers[index].write(bytes, from, to, vector, row);
    }

    private @Nullable Rejection writeMissing(int index, WritableColumnVector vector, int row) {
        if (!columns.get(index).nullable()) {
            return columns.get(index).isMissing();
        }
        vector.putNull(row);
        return null;
    }

    private boolean isNull(int index, byte[] bytes, int from, int to) {
        byte @Nullable [] nullValue = dialect.nullValue();
        if (nullValue == null) {
            return from == to && emptyIsNull[index];
        }
        return Arrays.equals(bytes, from, to, nullValue, 0, nullValue.length);
    }

    private boolean isAllowed(int count) {
        return count == writers.length
                || (count < writers.length && dialect.columnCount() == ColumnCount.ALLOW_MISSING)
                || (count > writers.length && dialect.columnCount() == ColumnCount.ALLOW_EXTRA);
    }

    private boolean isHeader(byte[] value, int offset, int start, int end) {
        scanner.open(value, offset, start, end);
        int count = 0;
        while (scanner.hasNext()) {
            if (scanner.next() != null) {
                return false;
            }
            if (count < names.length
                    && !Arrays.equals(
                            scanner.bytes(), scanner.from(), scanner.to(), names[count], 0, names[count].length)) {
                return false;
            }
            count++;
        }
        return count == names.length || (count > names.length && dialect.columnCount() == ColumnCount.ALLOW_EXTRA);
    }
}
