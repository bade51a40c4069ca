package io.penstock.sinks;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The types of PostgreSQL for those of Spark, and values as {@code COPY} reads them. */
final class PostgresTypes {

    private static final String TEXT = "text";
    private static final byte[] NULL = {'\\', 'N'};
    private static final String TOO_FAR = "PostgreSQL stores no time that far away";
    private static final int FIRST_DAY = -2_440_588; // 4714-11-24 BC, day 0 of the Julian day count
    private static final int LAST_DAY = 2_145_042_905;
    private static final long FIRST_MICRO = FIRST_DAY * 86_400_000_000L;

    private PostgresTypes() {}

    /** The type of a column as PostgreSQL writes it; nothing where it has none that holds every value. */
    static @Nullable String of(DataType type) {
        if (type instanceof LongType) {
            return "bigint";
        } else if (type instanceof IntegerType) {
            return "integer";
        } else if (type instanceof BooleanType) {
            return "boolean";
        } else if (type instanceof DoubleType) {
            return "double precision";
        } else if (type instanceof FloatType) {
            return "real";
        } else if (type instanceof DecimalType decimal) {
            return "numeric(%d,%d)".formatted(decimal.precision(), decimal.scale());
        } else if (type instanceof StringType) {
            return TEXT;
        } else if (type instanceof BinaryType) {
            return "bytea";
        } else if (type instanceof DateType) {
            return "date";
        } else if (type instanceof TimestampType) {
            return "timestamp with time zone";
        } else if (type instanceof TimestampNTZType) {
            return "timestamp without time zone";
        }
        return null;
    }

    /** Whether a column that is there takes every value of the type. @param found as {@code format_type} has it */
    static boolean takes(String found, DataType type) {
        String wanted = of(type);
        if (found.equals(wanted)) {
            return true;
        }
        Set<String> wider =
                switch (String.valueOf(wanted).replaceFirst("\\(.*", "")) {
                    case "integer" -> Set.of("bigint", "numeric");
                    case "bigint", "numeric" -> Set.of("numeric");
                    case "real" -> Set.of("double precision");
                    case TEXT -> Set.of("character varying");
                    default -> Set.of();
                };
        return wider.contains(found.toLowerCase(Locale.ROOT));
    }

    /** Why a value cannot be stored; nothing when it can. */
    static @Nullable String refusal(InternalRow row, int column, DataType type) {
        if (row.isNullAt(column)) {
            return null;
        } else if (type instanceof StringType) {
            return refusal(row.getUTF8String(column));
        } else if (type instanceof DateType) {
            int day = row.getInt(column);
            return day < FIRST_DAY || day > LAST_DAY ? TOO_FAR : null;
        } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            return row.getLong(column) < FIRST_MICRO ? TOO_FAR : null;
        }
        return null;
    }

    private static @Nullable String refusal(UTF8String text) {
        if (!text.isValid()) {
            return "PostgreSQL stores no text that is not UTF-8";
        }
        for (byte b : text.getBytes()) {
            if (b == 0) {
                return "PostgreSQL stores no text with a zero byte";
            }
        }
        return null;
    }

    /** Writes a value as {@code COPY … (FORMAT text)} reads it. */
    static void write(InternalRow row, int column, DataType type, CopyBuffer out) {
        if (row.isNullAt(column)) {
            out.add(NULL);
        } else if (type instanceof StringType) {
            out.addEscaped(row.getUTF8String(column).getBytes());
        } else {
            out.add(text(row, column, type).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String text(InternalRow row, int column, DataType type) {
        if (type instanceof LongType) {
            return Long.toString(row.getLong(column));
        } else if (type instanceof IntegerType) {
            return Integer.toString(row.getInt(column));
        } else if (type instanceof BooleanType) {
            return row.getBoolean(column) ? "t" : "f";
        } else if (type instanceof DoubleType) {
            return Double.toString(row.getDouble(column));
        } else if (type instanceof FloatType) {
            return Float.toString(row.getFloat(column));
        } else if (type instanceof DecimalType decimal) {
            return row.getDecimal(column, decimal.precision(), decimal.scale())
                    .toJavaBigDecimal()
                    .toPlainString();
        } else if (type instanceof BinaryType) {
            return "\\\\x" + HexFormat.of().formatHex(row.getBinary(column));
        } else if (type instanceof DateType) {
            StringBuilder text = new StringBuilder(16);
            return date(LocalDate.ofEpochDay(row.getInt(column)), text, "");
        } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            String zone = type instanceof TimestampType ? "+00" : "";
            return timestamp(row.getLong(column), zone);
        }
        throw new IllegalStateException("Cannot write a value to PostgreSQL, it has no type for " + type.sql());
    }

    private static String timestamp(long micros, String zone) {
        long seconds = Math.floorDiv(micros, 1_000_000L);
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(seconds, (int) Math.floorMod(micros, 1_000_000L) * 1_000, ZoneOffset.UTC);
        StringBuilder clock = new StringBuilder(24).append(' ');
        padded(time.getHour(), 2, clock).append(':');
        padded(time.getMinute(), 2, clock).append(':');
        padded(time.getSecond(), 2, clock).append('.');
        padded(time.getNano() / 1_000, 6, clock).append(zone);
        return date(time.toLocalDate(), new StringBuilder(32), clock.toString());
    }

    /** PostgreSQL has no year 0: the one before year 1 is year 1 before Christ. */
    private static String date(LocalDate date, StringBuilder text, String clock) {
        int year = date.getYear();
        padded(year > 0 ? year : 1 - year, 4, text).append('-');
        padded(date.getMonthValue(), 2, text).append('-');
        padded(date.getDayOfMonth(), 2, text).append(clock);
        return (year > 0 ? text : text.append(" BC")).toString();
    }

    private static StringBuilder padded(int number, int digits, StringBuilder text) {
        String written = Integer.toString(number);
        return text.append("0".repeat(Math.max(0, digits - written.length()))).append(written);
    }

    /** Types of values, for the hint beside one that there is none for. */
    static List<String> known() {
        return List.of("BIGINT", "INT", "STRING", "TIMESTAMP", "DATE", "DECIMAL", "DOUBLE", "BOOLEAN", "BINARY");
    }

    /** Bytes on their way to {@code COPY}. Not thread-safe. */
    static final class CopyBuffer {

        private byte[] bytes = new byte[1 << 16];
        private int length;

        void add(byte[] more) {
            require(more.length);
            System.arraycopy(more, 0, bytes, length, more.length);
            length += more.length;
        }

        void add(char ascii) {
            require(1);
            bytes[length++] = (byte) ascii;
        }

        /** Text in which what separates columns and rows is written otherwise. */
        void addEscaped(byte[] text) {
            require(2 * text.length);
            for (byte b : text) {
                switch (b) {
                    case '\\' -> escaped('\\');
                    case '\t' -> escaped('t');
                    case '\n' -> escaped('n');
                    case '\r' -> escaped('r');
                    default -> bytes[length++] = b;
                }
            }
        }

        private void escaped(char second) {
            bytes[length++] = '\\';
            bytes[length++] = (byte) second;
        }

        private void require(int more) {
            if (bytes.length - length < more) {
                bytes = java.util.Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
            }
        }

        byte[] bytes() {
            return bytes;
        }

        int length() {
            return length;
        }

        void clear() {
            length = 0;
        }
    }
}
