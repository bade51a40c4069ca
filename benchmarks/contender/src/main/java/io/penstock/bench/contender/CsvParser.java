package io.penstock.bench.contender;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Delimited text as RFC 4180 has it. */
final class CsvParser extends RecordParser {

    private static final int MAX_DIGITS = 18;

    private final ColumnType[] types;
    private final boolean iso;
    private byte[] unquoted = new byte[256];

    CsvParser(Workload workload) {
        List<Column> columns = workload.columns();
        types = columns.stream().map(Column::type).toArray(ColumnType[]::new);
        iso = workload.format() == Format.CSV_ISO;
    }

    @Override
    public boolean parse(byte[] record, ParsedRow into) {
        if (!isUtf8(record)) {
            return false;
        }
        int position = 0;
        for (int column = 0; column < types.length; column++) {
            int end;
            if (position < record.length && record[position] == '"') {
                end = quoted(record, position, column, into);
            } else {
                end = position;
                while (end < record.length && record[end] != ',') {
                    end++;
                }
                if (!value(column, record, position, end - position, into)) {
                    return false;
                }
            }
            boolean last = column == types.length - 1;
            if (end < 0 || (last ? end != record.length : end >= record.length || record[end] != ',')) {
                return false;
            }
            position = end + 1;
        }
        return true;
    }

    /** Takes a field in quotes. @return where it ends, or -1 if it is bad */
    private int quoted(byte[] record, int from, int column, ParsedRow into) {
        if (unquoted.length < record.length) {
            unquoted = new byte[2 * record.length];
        }
        int length = 0;
        for (int i = from + 1; i < record.length; i++) {
            if (record[i] == '"') {
                if (i + 1 == record.length || record[i + 1] != '"') {
                    byte[] text = java.util.Arrays.copyOf(unquoted, length);
                    return value(column, text, 0, length, into) ? i + 1 : -1;
                }
                i++;
            }
            unquoted[length++] = record[i];
        }
        return -1;
    }

    private boolean value(int column, byte[] bytes, int from, int length, ParsedRow into) {
        switch (types[column]) {
            case STRING -> into.text(column, bytes, from, length);
            case DOUBLE -> {
                try {
                    into.decimal(
                            column, Double.parseDouble(new String(bytes, from, length, StandardCharsets.ISO_8859_1)));
                } catch (NumberFormatException e) {
                    return false;
                }
            }
            case LONG, TIMESTAMP -> {
                if (iso && types[column] == ColumnType.TIMESTAMP) {
                    return time(column, bytes, from, length, into);
                }
                if (length == 0 || length > MAX_DIGITS) {
                    return false;
                }
                long number = 0;
                for (int i = from; i < from + length; i++) {
                    if (!digit(bytes[i])) {
                        return false;
                    }
                    number = number * 10 + bytes[i] - '0';
                }
                if (types[column] == ColumnType.LONG) {
                    into.number(column, number);
                } else {
                    into.timestamp(column, number);
                }
            }
        }
        return true;
    }

    private static boolean time(int column, byte[] bytes, int from, int length, ParsedRow into) {
        try {
            String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
            into.timestamp(column, IsoTime.epochMillis(text));
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** Times in ISO 8601. */
    private static final class IsoTime {

        private static final int SECONDS = "2026-11-22T06:36:08Z".length();
        private static final int MILLIS = "2026-11-22T06:36:08.123Z".length();

        private IsoTime() {}

        /** The usual forms by their places, which is ten times as fast as the library; it has the others. */
        static long epochMillis(String text) {
            int length = text.length();
            boolean usual = (length == SECONDS || length == MILLIS)
                    && text.charAt(4) == '-'
                    && text.charAt(7) == '-'
                    && text.charAt(10) == 'T'
                    && text.charAt(13) == ':'
                    && text.charAt(16) == ':'
                    && text.charAt(length - 1) == 'Z'
                    && (length == SECONDS || text.charAt(19) == '.');
            if (!usual) {
                return Instant.parse(text).toEpochMilli();
            }
            try {
                long day = java.time.LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                        .toEpochDay();
                long seconds = number(text, 11, 13) * 3600L + number(text, 14, 16) * 60L + number(text, 17, 19);
                return (day * 86_400 + seconds) * 1000 + (length == MILLIS ? number(text, 20, 23) : 0);
            } catch (java.time.DateTimeException e) {
                throw new DateTimeParseException("Cannot read time: " + text, text, 0, e);
            }
        }

        private static int number(String text, int from, int to) {
            int number = 0;
            for (int i = from; i < to; i++) {
                char c = text.charAt(i);
                if (c < '0' || c > '9') {
                    throw new DateTimeParseException("Cannot read time: " + text, text, i);
                }
                number = number * 10 + c - '0';
            }
            return number;
        }
    }
}
