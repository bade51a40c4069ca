package io.penstock.engine.batch;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.penstock.engine.plan.IndexEncoding;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.DateFormatter$;
import org.apache.spark.sql.catalyst.util.TimestampFormatter$;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Writes rows as JSON objects without their NULLs, byte for byte as Spark's {@code to_json} does with the options of {@link
 * IndexEncoding}: straight into bytes, and times without a formatter. A year beyond 9999 is left to Spark.
 * Not thread-safe.
 */
final class DocumentJson {

    private static final byte[] NOT_A_NUMBER = ascii("\"NaN\"");
    private static final long MICROS_A_SECOND = 1_000_000;
    private static final long SECONDS_A_DAY = 86_400;
    private static final long FIRST_DAY = -719_162; // 0001-01-01
    private static final long LAST_DAY = 2_932_896; // 9999-12-31

    /** Writes one value, which is not NULL. */
    private interface Value {

        void write(InternalRow row, int column);
    }

    /** An object: the beginnings {@code "name":} of its fields, and what writes their values. */
    private record Fields(byte[][] names, Value[] values) {}

    private final Fields fields;
    private byte[] bytes = new byte[512];
    private int length;

    /** @param type of the rows, one that {@link IndexEncoding#isWrittenDirectly} holds for */
    DocumentJson(StructType type) {
        this.fields = fields(type);
    }

    /** How many fields a row has. */
    int fieldCount() {
        return fields.values.length;
    }

    /** The object of a row. */
    byte[] of(InternalRow row) {
        length = 0;
        write(row, fields);
        return Arrays.copyOf(bytes, length);
    }

    private Fields fields(StructType type) {
        StructField[] all = type.fields();
        byte[][] names = new byte[all.length][];
        Value[] values = new Value[all.length];
        for (int i = 0; i < all.length; i++) {
            names[i] = (quoted(all[i].name()) + ":").getBytes(StandardCharsets.UTF_8);
            values[i] = value(all[i].dataType());
        }
        return new Fields(names, values);
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private void write(InternalRow row, Fields of) {
        write('{');
        boolean first = true;
        for (int i = 0; i < of.values.length; i++) {
            if (!row.isNullAt(i)) {
                if (!first) {
                    write(',');
                }
                first = false;
                write(of.names[i]);
                of.values[i].write(row, i);
            }
        }
        write('}');
    }

    private Value value(DataType type) {
        if (type instanceof StringType) {
            return (row, column) -> text(row.getUTF8String(column));
        } else if (type instanceof LongType) {
            return (row, column) -> number(row.getLong(column));
        } else if (type instanceof IntegerType) {
            return (row, column) -> number(row.getInt(column));
        } else if (type instanceof ShortType) {
            return (row, column) -> number(row.getShort(column));
        } else if (type instanceof ByteType) {
            return (row, column) -> number(row.getByte(column));
        } else if (type instanceof DoubleType) {
            return (row, column) -> {
                double value = row.getDouble(column);
                number(Double.isFinite(value), Double.toString(value));
            };
        } else if (type instanceof FloatType) {
            return (row, column) -> {
                float value = row.getFloat(column);
                number(Float.isFinite(value), Float.toString(value));
            };
        } else if (type instanceof BooleanType) {
            return (row, column) -> write(ascii(Boolean.toString(row.getBoolean(column))));
        } else if (type instanceof TimestampType) {
            return (row, column) -> time(row.getLong(column), true);
        } else if (type instanceof TimestampNTZType) {
            return (row, column) -> time(row.getLong(column), false);
        } else if (type instanceof DateType) {
            return (row, column) -> date(row.getInt(column));
        } else if (type instanceof DecimalType decimal) {
            return (row, column) -> write(ascii(row.getDecimal(column, decimal.precision(), decimal.scale())
                    .toJavaBigDecimal()
                    .toString()));
        } else if (type instanceof BinaryType) {
            return (row, column) -> {
                write('"');
                write(Base64.getEncoder().encode(row.getBinary(column)));
                write('"');
            };
        } else if (type instanceof StructType struct) {
            Fields nested = fields(struct);
            return (row, column) -> write(row.getStruct(column, nested.values.length), nested);
        }
        throw new IllegalArgumentException("Cannot write values as JSON, their type is " + type.sql());
    }

    private void number(boolean finite, String value) {
        if (finite) {
            write(ascii(value));
        } else if (value.equals("NaN")) {
            write(NOT_A_NUMBER);
        } else {
            write(ascii('"' + value + '"'));
        }
    }

    private void text(UTF8String text) {
        int size = text.numBytes();
        reserve(size + 2);
        int begin = length;
        bytes[length++] = '"';
        text.writeToMemory(bytes, org.apache.spark.unsafe.Platform.BYTE_ARRAY_OFFSET + length);
        for (int end = length + size; length < end; length++) {
            byte b = bytes[length];
            if (b < ' ' || b == '"' || b == '\\') { // beyond ASCII, too: it need not be UTF-8
                length = begin;
                write(quoted(text.toString()).getBytes(StandardCharsets.UTF_8));
                return;
            }
        }
        bytes[length++] = '"';
    }

    private void time(long micros, boolean zone) {
        long seconds = Math.floorDiv(micros, MICROS_A_SECOND);
        long day = Math.floorDiv(seconds, SECONDS_A_DAY);
        write('"');
        if (day < FIRST_DAY || day > LAST_DAY) {
            String pattern = zone ? IndexEncoding.TIMESTAMP_FORMAT : IndexEncoding.TIMESTAMP_NTZ_FORMAT;
            write(ascii(TimestampFormatter$.MODULE$
                    .apply(pattern, ZoneOffset.UTC, false)
                    .format(micros)));
        } else {
            int second = (int) Math.floorMod(seconds, SECONDS_A_DAY);
            reserve("9999-12-31T23:59:59.999999Z\"".length());
            day(day);
            bytes[length++] = 'T';
            digits(second / 3600, 2);
            bytes[length++] = ':';
            digits(second / 60 % 60, 2);
            bytes[length++] = ':';
            digits(second % 60, 2);
            bytes[length++] = '.';
            digits((int) Math.floorMod(micros, MICROS_A_SECOND), 6);
            if (zone) {
                bytes[length++] = 'Z';
            }
        }
        write('"');
    }

    private void date(int day) {
        write('"');
        if (day < FIRST_DAY || day > LAST_DAY) {
            write(ascii(DateFormatter$.MODULE$.apply().format(day)));
        } else {
            reserve("9999-12-31\"".length());
            day(day);
        }
        write('"');
    }

    /** The date of a day since 1970, of the years 1 to 9999: by eras of 400 years that begin in March. */
    private void day(long sinceEpoch) {
        long days = sinceEpoch + 719_468;
        long era = days / 146_097;
        int dayOfEra = (int) (days - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        digits((int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0), 4);
        bytes[length++] = '-';
        digits(month, 2);
        bytes[length++] = '-';
        digits(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, 2);
    }

    /** Writes where there is room. */
    private void digits(int value, int count) {
        int rest = value;
        for (int i = length + count - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    private void number(long value) {
        if (value == Long.MIN_VALUE) {
            write(ascii(Long.toString(value)));
            return;
        }
        long rest = value;
        if (value < 0) {
            write('-');
            rest = -value;
        }
        int count = 1;
        for (long power = 10; count < 19 && rest >= power; power *= 10) {
            count++;
        }
        reserve(count);
        for (int i = length + count - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    private void write(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    private void write(byte[] some) {
        reserve(some.length);
        System.arraycopy(some, 0, bytes, length, some.length);
        length += some.length;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (length + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
