package io.penstock.sinks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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
import org.jspecify.annotations.Nullable;

/** The types of PostgreSQL for those of Spark, and values as {@code COPY} reads them. */
final class PostgresTypes {

    private static final String TEXT = "text";
    private static final byte[] NULL = {'\\', 'N'};

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
        if (type instanceof StringType && !row.isNullAt(column)) {
            for (byte b : row.getUTF8String(column).getBytes()) {
                if (b == 0) {
                    return "PostgreSQL stores no text with a zero byte";
                }
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
            LocalDate date = LocalDate.ofEpochDay(row.getInt(column));
            return era(date.getYear(), "%s-%02d-%02d".formatted(year(date.getYear()), date.getMonthValue(), date.getDayOfMonth()));
        } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            LocalDateTime time = LocalDateTime.ofInstant(
                    Instant.EPOCH.plus(row.getLong(column), ChronoUnit.MICROS), ZoneOffset.UTC);
            String zone = type instanceof TimestampType ? "+00" : "";
            return era(
                    time.getYear(),
                    "%s-%02d-%02d %02d:%02d:%02d.%06d%s"
                            .formatted(
                                    year(time.getYear()),
                                    time.getMonthValue(),
                                    time.getDayOfMonth(),
                                    time.getHour(),
                                    time.getMinute(),
                                    time.getSecond(),
                                    time.getNano() / 1_000,
                                    zone));
        }
        throw new IllegalStateException("Cannot write a value to PostgreSQL, it has no type for " + type.sql());
    }

    /** PostgreSQL has no year 0: the one before year 1 is year 1 before Christ. */
    private static String year(int year) {
        return "%04d".formatted(year > 0 ? year : 1 - year);
    }

    private static String era(int year, String text) {
        return year > 0 ? text : text + " BC";
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
