package io.penstock.engine.dashboard;

import io.penstock.sinks.search.IndexMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** The fields of rows in the order of their columns; those within a struct are fields of their own. */
record Fields(List<Field> all) {

    private static final int MOST_NAMED = 20; // in a hint

    Fields {
        all = List.copyOf(all);
    }

    /** Those of a table or a query. */
    static Fields ofTable(StructType columns) {
        List<Field> found = new ArrayList<>();
        collect(List.of(), columns, Map.of(), false, found);
        return new Fields(found);
    }

    /** Those of an index. @param written OpenSearch's type of columns that the file says it for */
    static Fields ofIndex(StructType columns, Map<String, String> written) {
        List<Field> found = new ArrayList<>();
        collect(List.of(), columns, written, true, found);
        if (IndexMapping.place(columns).isPresent()) {
            found.add(new Field(List.of(IndexMapping.LOCATION), FieldKind.POINT, DataTypes.NullType));
        }
        return new Fields(found);
    }

    private static void collect(
            List<String> within, StructType columns, Map<String, String> written, boolean index, List<Field> found) {
        for (StructField column : columns.fields()) {
            List<String> path = new ArrayList<>(within);
            path.add(column.name());
            String own = written.entrySet().stream()
                    .filter(entry -> within.isEmpty() && entry.getKey().equalsIgnoreCase(column.name()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
            if (own == null && column.dataType() instanceof StructType struct) {
                collect(path, struct, Map.of(), index, found);
            } else {
                found.add(new Field(path, kind(own, column.dataType(), index), column.dataType()));
            }
        }
    }

    private static FieldKind kind(@Nullable String own, DataType type, boolean index) {
        if (own != null) {
            return switch (own) {
                case "text" -> FieldKind.WORDS;
                case "ip" -> FieldKind.ADDRESS;
                case "date_nanos" -> FieldKind.TIME;
                case "geo_point" -> FieldKind.POINT;
                default -> FieldKind.TEXT;
            };
        }
        if (index && type instanceof ArrayType array) { // any field of an index may have several values
            return array.elementType() instanceof StructType ? FieldKind.OTHER : kind(null, array.elementType(), true);
        } else if (type instanceof TimestampType || type instanceof TimestampNTZType || type instanceof DateType) {
            return FieldKind.TIME;
        } else if (type instanceof NumericType) {
            return FieldKind.NUMBER;
        } else if (type instanceof StringType) {
            return FieldKind.TEXT;
        }
        return type instanceof BooleanType ? FieldKind.FLAG : FieldKind.OTHER;
    }

    /** The field of that name, in any case; nothing where there is none. */
    @Nullable
    Field find(String name) {
        return all.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    /** The first one of a kind, or nothing. */
    @Nullable
    Field first(FieldKind kind) {
        return all.stream().filter(field -> field.kind() == kind).findFirst().orElse(null);
    }

    /** The first number with one of these names, or nothing. */
    @Nullable
    Field number(List<String> names) {
        return all.stream()
                .filter(field -> field.kind() == FieldKind.NUMBER
                        && names.contains(field.name().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
    }

    /** For hints: {@code the fields are at, cab, fare}. */
    String listed() {
        String names = all.stream().map(Field::name).limit(MOST_NAMED).collect(Collectors.joining(", "));
        return "the fields are " + names + (all.size() > MOST_NAMED ? ", …" : "");
    }
}
