package io.penstock.engine.processor;

import io.penstock.api.OutputRow;
import io.penstock.api.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
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
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** A row that a processor emits, checked column by column: what Spark is given, it can store. */
final class EmittedRow implements OutputRow {

    private final RowColumns columns;
    private final @Nullable Object[] values;

    EmittedRow(RowColumns columns) {
        this.columns = columns;
        this.values = new Object[columns.size()];
    }

    @Override
    public OutputRow set(String column, @Nullable Object value) {
        int index = columns.index(column, "set");
        DataType type = columns.field(index).dataType();
        values[index] = convert(value, type, column);
        return this;
    }

    org.apache.spark.sql.Row row() {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null && !columns.field(i).nullable()) {
                throw new IllegalArgumentException(
                        "Cannot emit a row, column " + columns.field(i).name() + " is NOT NULL and not set");
            }
        }
        return RowFactory.create(values);
    }

    private static @Nullable Object convert(@Nullable Object value, DataType type, String column) {
        if (value == null) {
            return null;
        }
        @Nullable Object converted = nested(value, type, column);
        if (converted == null) {
            converted = simple(value, type);
        }
        if (converted == null) {
            throw new IllegalArgumentException("Cannot set column %s, it takes %s and not this %s"
                    .formatted(column, type.sql(), value.getClass().getName()));
        }
        return converted;
    }

    private static @Nullable Object simple(Object value, DataType type) {
        if (type instanceof StringType) {
            return value instanceof String ? value : null;
        } else if (type instanceof BooleanType) {
            return value instanceof Boolean ? value : null;
        } else if (type instanceof TimestampType) {
            return value instanceof Instant instant ? instant.truncatedTo(ChronoUnit.MICROS) : null;
        } else if (type instanceof DateType) {
            return value instanceof LocalDate ? value : null;
        } else if (type instanceof TimestampNTZType) {
            return value instanceof LocalDateTime ? value : null;
        } else if (type instanceof BinaryType) {
            return value instanceof byte[] bytes ? bytes.clone() : null;
        } else if (type instanceof DecimalType decimal) {
            return value instanceof BigDecimal number ? decimal(number, decimal) : null;
        } else if (type instanceof DoubleType) {
            return value instanceof Number number ? number.doubleValue() : null;
        } else if (type instanceof FloatType) {
            return value instanceof Number number ? number.floatValue() : null;
        }
        boolean whole =
                value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte;
        return whole ? whole(((Number) value).longValue(), type) : null;
    }

    private static @Nullable Object whole(long value, DataType type) {
        if (type instanceof LongType) {
            return value;
        } else if (type instanceof IntegerType) {
            return value == (int) value ? (Object) (int) value : null;
        } else if (type instanceof ShortType) {
            return value == (short) value ? (Object) (short) value : null;
        } else if (type instanceof ByteType) {
            return value == (byte) value ? (Object) (byte) value : null;
        }
        return null;
    }

    private static @Nullable BigDecimal decimal(BigDecimal value, DecimalType type) {
        BigDecimal scaled = value.setScale(type.scale(), RoundingMode.HALF_UP);
        return scaled.precision() <= type.precision() ? scaled : null;
    }

    private static @Nullable Object nested(Object value, DataType type, String column) {
        if (type instanceof ArrayType array && value instanceof Collection<?> items) {
            List<@Nullable Object> converted = new ArrayList<>();
            items.forEach(item -> converted.add(convert(item, array.elementType(), column)));
            return CollectionConverters.asScala(converted).toSeq();
        } else if (type instanceof MapType map && value instanceof Map<?, ?> entries) {
            Map<@Nullable Object, @Nullable Object> converted = new LinkedHashMap<>();
            entries.forEach((key, item) ->
                    converted.put(convert(key, map.keyType(), column), convert(item, map.valueType(), column)));
            return CollectionConverters.asScala(converted);
        } else if (type instanceof StructType struct && (value instanceof Map<?, ?> || value instanceof Row)) {
            List<@Nullable Object> converted = new ArrayList<>();
            for (StructField field : struct.fields()) {
                Object item =
                        value instanceof Row row ? row.value(field.name()) : ((Map<?, ?>) value).get(field.name());
                converted.add(convert(item, field.dataType(), column + "." + field.name()));
            }
            return RowFactory.create(converted.toArray());
        }
        return null;
    }
}
