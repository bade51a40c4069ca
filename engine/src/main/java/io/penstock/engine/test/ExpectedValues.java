package io.penstock.engine.test;

import io.penstock.engine.test.PlainRows.Entries;
import io.penstock.pipeline.Excerpt;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.Suggestion;
import io.penstock.pipeline.test.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
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
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** What is written in a test file as the plain values of {@link PlainRows}, by the types of columns; or the reasons why not. */
final class ExpectedValues {

    private ExpectedValues() {}

    /** A row of some of the columns. */
    static Map<String, @Nullable Object> row(Map<String, Value> written, StructType columns, Problems at) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        written.forEach((name, value) -> {
            StructField field = find(columns, name);
            if (field == null) {
                List<String> names = Arrays.asList(columns.fieldNames());
                at.at(name)
                        .add(
                                "is no column",
                                Suggestion.among(names, name).orElse("the columns are " + String.join(", ", names)));
            } else {
                row.put(field.name(), value(value, field.dataType(), at.at(name)));
            }
        });
        return row;
    }

    /** A record that an output has sent; a value that is a mapping or a list is compared as JSON. */
    static Map<String, @Nullable Object> message(Map<String, Value> written, Problems at) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        written.forEach((name, value) -> {
            if (name.equals("value") || name.equals("key") && !isNested(value)) {
                message.put(name, untyped(value));
            } else {
                at.at(name)
                        .add(
                                name.equals("key") ? "is not a text" : "is no part of a record",
                                name.equals("key") ? null : "an output to a topic gives key and value");
            }
        });
        return message;
    }

    private static boolean isNested(Value value) {
        return value instanceof Value.Fields || value instanceof Value.Items;
    }

    private static @Nullable Object untyped(Value value) {
        if (value instanceof Value.Fields fields) {
            Map<String, @Nullable Object> all = new LinkedHashMap<>();
            fields.fields().forEach((name, field) -> all.put(name, untyped(field)));
            return all;
        } else if (value instanceof Value.Items list) {
            List<@Nullable Object> items = new ArrayList<>();
            list.items().forEach(item -> items.add(untyped(item)));
            return items;
        }
        return value instanceof Value.Scalar scalar ? scalar.text() : null;
    }

    private static @Nullable StructField find(StructType columns, String name) {
        return Arrays.stream(columns.fields())
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Object value(Value value, DataType type, Problems at) {
        if (value instanceof Value.Null) {
            return null;
        } else if (type instanceof StructType struct) {
            return value instanceof Value.Fields fields
                    ? row(fields.fields(), struct, at)
                    : wrong("a mapping of fields", value, at);
        } else if (type instanceof MapType map) {
            return value instanceof Value.Fields fields
                    ? entries(fields, map, at)
                    : wrong("a mapping of entries", value, at);
        } else if (type instanceof ArrayType array) {
            return value instanceof Value.Items list ? items(list, array, at) : wrong("a list", value, at);
        } else if (value instanceof Value.Scalar scalar) {
            return scalar(scalar.text(), type, at);
        }
        return wrong(type.sql(), value, at);
    }

    private static @Nullable Object wrong(String expected, Value value, Problems at) {
        String written =
                value instanceof Value.Fields ? "a mapping" : value instanceof Value.Items ? "a list" : "a text";
        at.add("is %s, expected %s".formatted(written, expected), null);
        return null;
    }

    private static List<@Nullable Object> items(Value.Items list, ArrayType type, Problems at) {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            items.add(value(list.items().get(i), type.elementType(), at.at(i)));
        }
        return items;
    }

    private static Entries entries(Value.Fields fields, MapType type, Problems at) {
        Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
        fields.fields().forEach((key, value) -> {
            Problems here = at.at(key);
            entries.put(scalar(key, type.keyType(), here), value(value, type.valueType(), here));
        });
        return new Entries(entries);
    }

    private static @Nullable Object scalar(String text, DataType type, Problems at) {
        try {
            return read(text.strip(), text, type);
        } catch (RuntimeException e) { // each type has exceptions of its own
            at.add("is no %s: %s".formatted(type.sql(), Excerpt.of(text)), hint(type));
            return null;
        }
    }

    private static Object read(String stripped, String text, DataType type) {
        if (type instanceof LongType
                || type instanceof IntegerType
                || type instanceof ShortType
                || type instanceof ByteType) {
            return new BigDecimal(stripped).longValueExact();
        } else if (type instanceof DecimalType) {
            return new BigDecimal(stripped).stripTrailingZeros();
        } else if (type instanceof DoubleType) {
            return Double.valueOf(stripped);
        } else if (type instanceof FloatType) {
            return Float.valueOf(stripped);
        } else if (type instanceof BooleanType) {
            return truth(stripped);
        } else if (type instanceof TimestampType) {
            return instant(stripped);
        } else if (type instanceof TimestampNTZType) {
            return LocalDateTime.parse(stripped.replace(' ', 'T'));
        } else if (type instanceof DateType) {
            return LocalDate.parse(stripped);
        }
        return text;
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    /** A time without a zone is in UTC, as everywhere in pipelines. */
    private static Instant instant(String text) {
        String iso = text.replace(' ', 'T');
        return iso.matches(".*(Z|[+-]\\d{2}:\\d{2})")
                ? OffsetDateTime.parse(iso).toInstant()
                : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }

    private static @Nullable String hint(DataType type) {
        if (type instanceof TimestampType) {
            return "write it as in 2026-01-31T00:00:00Z";
        } else if (type instanceof TimestampNTZType) {
            return "write it as in 2026-01-31T00:00:00";
        }
        return type instanceof DateType ? "write it as in 2026-01-31" : null;
    }
}
