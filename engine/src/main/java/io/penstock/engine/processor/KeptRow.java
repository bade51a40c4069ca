package io.penstock.engine.processor;

import io.penstock.api.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** A row of Spark as processors see it. */
record KeptRow(RowColumns names, org.apache.spark.sql.Row row) implements Row {

    @Override
    public List<String> columns() {
        return names.names();
    }

    @Override
    public boolean isNull(String column) {
        return row.isNullAt(names.index(column, "read"));
    }

    @Override
    public @Nullable String text(String column) {
        return find(column, String.class, "STRING");
    }

    @Override
    public int intValue(String column) {
        long value = longValue(column);
        if (value != (int) value) {
            throw new IllegalArgumentException("Cannot read column " + column + " as an int, it is larger");
        }
        return (int) value;
    }

    @Override
    public long longValue(String column) {
        Object value = require(column);
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        throw other(column, "a whole number");
    }

    @Override
    public double doubleValue(String column) {
        if (require(column) instanceof Number number) {
            return number.doubleValue();
        }
        throw other(column, "a number");
    }

    @Override
    public boolean booleanValue(String column) {
        if (require(column) instanceof Boolean value) {
            return value;
        }
        throw other(column, "BOOLEAN");
    }

    @Override
    public @Nullable Instant instant(String column) {
        return find(column, Instant.class, "TIMESTAMP");
    }

    @Override
    public @Nullable LocalDate date(String column) {
        return find(column, LocalDate.class, "DATE");
    }

    @Override
    public @Nullable BigDecimal decimal(String column) {
        return find(column, BigDecimal.class, "DECIMAL");
    }

    @Override
    public byte @Nullable [] binary(String column) {
        return find(column, byte[].class, "BINARY");
    }

    @Override
    public @Nullable Object value(String column) {
        int index = names.index(column, "read");
        return plain(row.get(index), names.field(index).dataType());
    }

    private <T> @Nullable T find(String column, Class<T> type, String word) {
        Object value = row.get(names.index(column, "read"));
        if (value == null || type.isInstance(value)) {
            return type.cast(value);
        }
        throw other(column, word);
    }

    private Object require(String column) {
        Object value = row.get(names.index(column, "read"));
        if (value == null) {
            throw new IllegalArgumentException("Cannot read column " + column + ", it is NULL: ask isNull first");
        }
        return value;
    }

    private IllegalArgumentException other(String column, String expected) {
        return new IllegalArgumentException("Cannot read column %s as %s, it is %s"
                .formatted(
                        column,
                        expected,
                        names.field(names.index(column, "read")).dataType().sql()));
    }

    private static @Nullable Object plain(@Nullable Object value, DataType type) {
        if (value == null) {
            return null;
        } else if (type instanceof StructType struct) {
            return new KeptRow(new RowColumns(struct), (org.apache.spark.sql.Row) value);
        } else if (type instanceof ArrayType array) {
            List<@Nullable Object> items = new ArrayList<>();
            CollectionConverters.asJava((scala.collection.Seq<?>) value)
                    .forEach(item -> items.add(plain(item, array.elementType())));
            return items;
        } else if (type instanceof MapType map) {
            Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
            CollectionConverters.asJava((scala.collection.Map<?, ?>) value)
                    .forEach((key, item) -> entries.put(plain(key, map.keyType()), plain(item, map.valueType())));
            return entries;
        }
        return value;
    }
}
