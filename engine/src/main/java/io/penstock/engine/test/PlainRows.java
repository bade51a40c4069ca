package io.penstock.engine.test;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;

/**
 * Spark's rows as plain values that can be compared and shown: text is {@link String}, as is binary that is UTF-8; whole numbers
 * are {@link Long}, decimals {@link BigDecimal} without zeros at their end, timestamps {@link Instant}; a struct is a {@link Map}, a
 * map {@link Entries}.
 */
final class PlainRows {

    private static final long MICROS = 1_000_000;

    private PlainRows() {}

    /** A map: unlike a struct, all of it is compared. */
    record Entries(Map<@Nullable Object, @Nullable Object> entries) {}

    /** The columns of a row, by name; what lies behind them in the row is left out. */
    static Map<String, @Nullable Object> of(InternalRow row, StructType columns) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        StructField[] fields = columns.fields();
        for (int i = 0; i < fields.length; i++) {
            plain.put(fields[i].name(), value(row, i, fields[i].dataType()));
        }
        return plain;
    }

    private static @Nullable Object value(SpecializedGetters values, int ordinal, DataType type) {
        return values.isNullAt(ordinal) ? null : plain(values.get(ordinal, type), type);
    }

    private static Object plain(Object value, DataType type) {
        if (type instanceof TimestampType) {
            return instant((Long) value);
        } else if (type instanceof TimestampNTZType) {
            return LocalDateTime.ofInstant(instant((Long) value), ZoneOffset.UTC);
        } else if (type instanceof DateType) {
            return LocalDate.ofEpochDay((Integer) value);
        } else if (type instanceof StructType struct) {
            return of((InternalRow) value, struct);
        } else if (type instanceof ArrayType array) {
            return list((ArrayData) value, array.elementType());
        } else if (type instanceof MapType map) {
            MapData data = (MapData) value;
            List<@Nullable Object> keys = list(data.keyArray(), map.keyType());
            List<@Nullable Object> items = list(data.valueArray(), map.valueType());
            Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                entries.put(keys.get(i), items.get(i));
            }
            return new Entries(entries);
        } else if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
            return ((Number) value).longValue();
        } else if (value instanceof Decimal decimal) {
            return decimal.toJavaBigDecimal().stripTrailingZeros();
        } else if (value instanceof byte[] bytes) {
            return text(bytes);
        } else if (value instanceof VariantVal variant) {
            return variant.toJson(ZoneOffset.UTC);
        } else if (value instanceof Long
                || value instanceof Float
                || value instanceof Double
                || value instanceof Boolean) {
            return value;
        }
        return value.toString();
    }

    private static List<@Nullable Object> list(ArrayData data, DataType type) {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < data.numElements(); i++) {
            items.add(value(data, i, type));
        }
        return items;
    }

    /** The text that the bytes are, or where they are none, their digits. */
    static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }

    /** The value as it would be written in a test file; long texts are cut. */
    static String show(@Nullable Object value) {
        if (value instanceof Map<?, ?> struct) {
            return shown(struct);
        } else if (value instanceof Entries map) {
            return shown(map.entries);
        } else if (value instanceof List<?> list) {
            List<String> items = new ArrayList<>();
            list.forEach(item -> items.add(show(item)));
            return "[" + String.join(", ", items) + "]";
        } else if (value instanceof String text) {
            return ShownText.of(text);
        } else if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        } else if (value instanceof Message message) {
            return ShownText.of(message.text());
        }
        return String.valueOf(value);
    }

    private static String shown(Map<?, ?> fields) {
        List<String> entries = new ArrayList<>();
        fields.forEach((name, value) -> entries.add(show(name) + ": " + show(value)));
        return "{" + String.join(", ", entries) + "}";
    }
}
