package io.penstock.engine.sql;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.VariantType;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** Turns Spark's rows into the plain values that {@link SqlSink#row} describes. Made once per result. */
final class PlainValues {

    private static final long MICROS = 1_000_000;

    /** Reads one value that is not null. */
    private interface Reader {
        @Nullable
        Object read(SpecializedGetters values, int ordinal);
    }

    private final Reader[] readers;

    PlainValues(StructType schema) {
        readers = Arrays.stream(schema.fields())
                .map(StructField::dataType)
                .map(PlainValues::reader)
                .toArray(Reader[]::new);
    }

    int size() {
        return readers.length;
    }

    List<@Nullable Object> of(InternalRow row) {
        return list(row, readers);
    }

    private static List<@Nullable Object> list(SpecializedGetters values, Reader[] readers) {
        List<@Nullable Object> result = new ArrayList<>(readers.length);
        for (int i = 0; i < readers.length; i++) {
            result.add(values.isNullAt(i) ? null : readers[i].read(values, i));
        }
        return result;
    }

    private static Reader reader(DataType type) {
        if (type instanceof StringType) {
            return (values, i) -> values.getUTF8String(i).toString();
        } else if (type instanceof LongType) {
            return SpecializedGetters::getLong;
        } else if (type instanceof IntegerType) {
            return (values, i) -> (long) values.getInt(i);
        } else if (type instanceof ShortType) {
            return (values, i) -> (long) values.getShort(i);
        } else if (type instanceof ByteType) {
            return (values, i) -> (long) values.getByte(i);
        } else if (type instanceof BooleanType) {
            return SpecializedGetters::getBoolean;
        } else if (type instanceof DoubleType) {
            return (values, i) -> number(values.getDouble(i));
        } else if (type instanceof FloatType) {
            return (values, i) -> number(Double.parseDouble(Float.toString(values.getFloat(i))));
        } else if (type instanceof DecimalType decimal) {
            return (values, i) -> values.getDecimal(i, decimal.precision(), decimal.scale())
                    .toJavaBigDecimal()
                    .toPlainString();
        } else if (type instanceof TimestampType) {
            return (values, i) -> instant(values.getLong(i)).toString();
        } else if (type instanceof TimestampNTZType) {
            return (values, i) -> LocalDateTime.ofInstant(instant(values.getLong(i)), ZoneOffset.UTC)
                    .toString();
        } else if (type instanceof DateType) {
            return (values, i) -> LocalDate.ofEpochDay(values.getInt(i)).toString();
        } else if (type instanceof BinaryType) {
            return (values, i) -> Base64.getEncoder().encodeToString(values.getBinary(i));
        } else if (type instanceof VariantType) {
            return (values, i) -> values.getVariant(i).toJson(ZoneOffset.UTC);
        } else if (type instanceof NullType) {
            return (values, i) -> null;
        } else if (type instanceof ArrayType array) {
            Reader element = reader(array.elementType());
            return (values, i) -> array(values.getArray(i), element);
        } else if (type instanceof StructType struct) {
            return structReader(struct);
        } else if (type instanceof MapType map) {
            return mapReader(map);
        }
        return (values, i) -> text(values.get(i, type), type);
    }

    private static Object number(double value) {
        return Double.isFinite(value) ? (Object) value : Double.toString(value);
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }

    private static List<@Nullable Object> array(ArrayData data, Reader element) {
        Reader[] readers = new Reader[data.numElements()];
        Arrays.fill(readers, element);
        return list(data, readers);
    }

    private static Reader structReader(StructType struct) {
        Reader[] fields = Arrays.stream(struct.fields())
                .map(StructField::dataType)
                .map(PlainValues::reader)
                .toArray(Reader[]::new);
        String[] names = struct.fieldNames();
        if (Arrays.stream(names).distinct().count() < names.length) {
            return (values, i) -> list(values.getStruct(i, fields.length), fields);
        }
        return (values, i) -> {
            List<@Nullable Object> list = list(values.getStruct(i, fields.length), fields);
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            for (int field = 0; field < names.length; field++) {
                result.put(names[field], list.get(field));
            }
            return result;
        };
    }

    private static Reader mapReader(MapType type) {
        Reader key = reader(type.keyType());
        Reader value = reader(type.valueType());
        boolean named = type.keyType() instanceof StringType;
        return (values, i) -> {
            MapData data = values.getMap(i);
            List<@Nullable Object> keys = array(data.keyArray(), key);
            List<@Nullable Object> entries = array(data.valueArray(), value);
            return named ? named(keys, entries) : pairs(keys, entries);
        };
    }

    private static Map<String, @Nullable Object> named(List<@Nullable Object> keys, List<@Nullable Object> values) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            result.put(String.valueOf(keys.get(i)), values.get(i));
        }
        return Collections.unmodifiableMap(result);
    }

    private static List<List<@Nullable Object>> pairs(List<@Nullable Object> keys, List<@Nullable Object> values) {
        List<List<@Nullable Object>> result = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            result.add(Arrays.asList(keys.get(i), values.get(i)));
        }
        return result;
    }

    private static String text(Object value, DataType type) {
        Cast cast = new Cast(new Literal(value, type), DataTypes.StringType, Option.apply("UTC"), EvalMode.ANSI());
        return String.valueOf(cast.eval(InternalRow.empty()));
    }
}
