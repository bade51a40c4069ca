package io.penstock.engine.processor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** Rows of Spark as JSON: times as ISO 8601 writes them, binary in Base64, NULL as null. The same row gives the same text. */
final class RowJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RowJson() {}

    static String text(Row row, StructType columns) {
        try {
            return JSON.writeValueAsString(plain(row, columns));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write a row as JSON", e);
        }
    }

    private static Map<String, @Nullable Object> plain(Row row, StructType columns) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        StructField[] named = columns.fields();
        for (int i = 0; i < named.length; i++) {
            fields.put(named[i].name(), plain(row.get(i), named[i].dataType()));
        }
        return fields;
    }

    private static @Nullable Object plain(@Nullable Object value, DataType type) {
        if (value == null) {
            return null;
        } else if (type instanceof StructType struct) {
            return plain((Row) value, struct);
        } else if (type instanceof ArrayType array) {
            List<@Nullable Object> items = new ArrayList<>();
            CollectionConverters.asJava((scala.collection.Seq<?>) value)
                    .forEach(item -> items.add(plain(item, array.elementType())));
            return items;
        } else if (type instanceof MapType map) {
            Map<String, @Nullable Object> entries = new LinkedHashMap<>();
            CollectionConverters.asJava((scala.collection.Map<?, ?>) value)
                    .forEach((key, item) ->
                            entries.put(String.valueOf(plain(key, map.keyType())), plain(item, map.valueType())));
            return entries;
        } else if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value instanceof Number || value instanceof Boolean || value instanceof byte[]
                ? value
                : value.toString();
    }
}
