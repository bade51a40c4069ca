package io.penstock.sinks;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.shaded.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.iceberg.shaded.com.fasterxml.jackson.core.type.TypeReference;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The columns that tell the rows of a table apart; none where rows are only appended. The table keeps them in its property
 * {@value #PROPERTY}, a JSON list. As in SQL, capitals make no difference, and neither does the order.
 *
 * <p>Iceberg has identifier fields for such columns. They are not used: they have to be NOT NULL, and these may be NULL.
 */
record KeyColumns(List<String> names) {

    static final String PROPERTY = "penstock.key";

    /** No fractions: Iceberg does not promise that a value that is not a number equals itself, or that -0.0 is 0.0. */
    private static final List<Class<? extends DataType>> TYPES = List.of(
            StringType.class,
            BooleanType.class,
            ByteType.class,
            ShortType.class,
            IntegerType.class,
            LongType.class,
            DecimalType.class,
            DateType.class,
            TimestampType.class,
            TimestampNTZType.class,
            BinaryType.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    KeyColumns {
        names = List.copyOf(names);
    }

    /** The key that a table's properties name. */
    static KeyColumns of(Map<String, String> properties) {
        String json = properties.get(PROPERTY);
        try {
            return new KeyColumns(
                    json == null ? List.of() : JSON.readValue(json, new TypeReference<List<String>>() {}));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot read the key of a table, it is not a JSON list: " + json, e);
        }
    }

    /** As the table's property has it. */
    String json() {
        try {
            return JSON.writeValueAsString(names);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot write the key of a table: " + names, e);
        }
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    boolean isSameAs(KeyColumns other) {
        return folded().equals(other.folded());
    }

    private Set<String> folded() {
        Set<String> folded = new HashSet<>();
        names.forEach(name -> folded.add(name.toLowerCase(Locale.ROOT)));
        return folded;
    }

    /** Why rows of the columns cannot be told apart by this key; empty when they can. */
    List<String> obstacles(StructType columns) {
        List<String> obstacles = new ArrayList<>();
        for (String name : names) {
            StructField field = find(columns, name);
            if (field == null) {
                obstacles.add(
                        isWithinAnother(columns, name)
                                ? "its key has a field of a column, select it under a name of its own: " + name
                                : "its key has a column that is not there: " + name);
            } else if (TYPES.stream().noneMatch(type -> type.isInstance(field.dataType()))) {
                obstacles.add("its key has a column by which rows cannot be told apart: " + TableSpec.describe(field));
            }
        }
        return obstacles;
    }

    private static boolean isWithinAnother(StructType columns, String name) {
        int dot = name.indexOf('.');
        return dot > 0 && find(columns, name.substring(0, dot)) != null;
    }

    /** Where the key's columns are, rising. @throws IllegalStateException where one is not there */
    int[] positions(StructType columns, String table) {
        return names.stream()
                .mapToInt(name -> {
                    StructField field = find(columns, name);
                    if (field == null) {
                        throw new IllegalStateException(
                                "Cannot write to table " + table + ", a column of its key is missing: " + name);
                    }
                    return columns.fieldIndex(field.name());
                })
                .sorted()
                .toArray();
    }

    private static @Nullable StructField find(StructType columns, String name) {
        for (StructField field : columns.fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                return field;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return isEmpty() ? "none" : String.join(", ", names);
    }
}
