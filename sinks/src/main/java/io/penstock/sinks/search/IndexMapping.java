package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * How columns become fields of an index. Each has one type, by rule or as the file says; no document adds a field.
 *
 * <p>A text is a {@code keyword}: found as a whole, counted and sorted; beyond 8,191 bytes it is kept and not found. Numbers keep their
 * kind, DECIMAL becomes {@code double}. DATE and timestamps are {@code date}, found by milliseconds, kept as they are. A struct is
 * an object, an array its elements, a map a {@code flat_object}. Of a latitude and a longitude a {@code geo_point} is made besides.
 */
public final class IndexMapping {

    /** The field that is made of a latitude and a longitude. */
    public static final String LOCATION = "location";

    private static final int LONGEST_KEYWORD = 8_191; // Lucene takes terms of 32,766 bytes, a character has up to four
    private static final Set<String> LATITUDES = Set.of("lat", "latitude");
    private static final Set<String> LONGITUDES = Set.of("lon", "lng", "longitude");

    private IndexMapping() {}

    /** The columns of a place. */
    public record Place(String latitude, String longitude) {}

    /** The columns that a {@link #LOCATION} is made of; none where there are none, or a column has that name. */
    public static Optional<Place> place(StructType columns) {
        String latitude = null;
        String longitude = null;
        for (StructField field : columns.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (name.equals(LOCATION)) {
                return Optional.empty();
            } else if (LATITUDES.contains(name) && field.dataType() instanceof NumericType) {
                latitude = field.name();
            } else if (LONGITUDES.contains(name) && field.dataType() instanceof NumericType) {
                longitude = field.name();
            }
        }
        return latitude == null || longitude == null ? Optional.empty() : Optional.of(new Place(latitude, longitude));
    }

    /** Why values of the type cannot be in an index; nothing where they can. */
    public static @Nullable String obstacle(DataType type) {
        if (type instanceof ArrayType array) {
            return obstacle(array.elementType());
        } else if (type instanceof StructType struct) {
            for (StructField field : struct.fields()) {
                String obstacle = obstacle(field.dataType());
                if (obstacle != null) {
                    return obstacle;
                }
            }
            return null;
        } else if (type instanceof MapType) {
            return null;
        }
        return typeOf(type) == null ? "an index has no field for " + type.sql() : null;
    }

    /** The mapping's {@code properties}. */
    static ObjectNode properties(IndexSpec spec) {
        ObjectNode properties = SearchClient.JSON.createObjectNode();
        for (StructField field : spec.columns().fields()) {
            String written = own(spec.fields(), field.name());
            properties.set(field.name(), written == null ? field(field.dataType()) : typed(written));
        }
        if (place(spec.columns()).isPresent()) {
            properties.set(LOCATION, typed("geo_point"));
        }
        return properties;
    }

    private static @Nullable String own(Map<String, String> fields, String column) {
        return fields.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(column))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static ObjectNode field(DataType type) {
        if (type instanceof ArrayType array) {
            return field(array.elementType()); // any field may have several values
        } else if (type instanceof MapType) {
            return typed("flat_object");
        } else if (type instanceof StructType struct) {
            ObjectNode object = SearchClient.JSON.createObjectNode();
            ObjectNode properties = object.putObject("properties");
            for (StructField field : struct.fields()) {
                properties.set(field.name(), field(field.dataType()));
            }
            return object;
        }
        String name = typeOf(type);
        if (name == null) {
            throw new IllegalArgumentException("Cannot index a value, " + obstacle(type));
        }
        return typed(name);
    }

    private static ObjectNode typed(String name) {
        ObjectNode field = SearchClient.JSON.createObjectNode().put("type", name);
        return name.equals("keyword") ? field.put("ignore_above", LONGEST_KEYWORD) : field;
    }

    private static @Nullable String typeOf(DataType type) {
        return switch (type.typeName()) {
            case "string" -> "keyword";
            case "binary" -> "binary";
            case "boolean" -> "boolean";
            case "byte" -> "byte";
            case "short" -> "short";
            case "integer" -> "integer";
            case "long" -> "long";
            case "float" -> "float";
            case "double" -> "double";
            case "date", "timestamp", "timestamp_ntz" -> "date";
            default -> type.typeName().startsWith("decimal") ? "double" : null;
        };
    }

    /** What an index has otherwise than the spec wants it: fields of another type. Fields that it lacks can be added. */
    static List<String> differences(JsonNode existing, JsonNode wanted) {
        List<String> differences = new ArrayList<>();
        compare("", existing, wanted, differences);
        return differences;
    }

    /** The fields that the spec wants and an index lacks. Those that it has otherwise are not among them. */
    static ObjectNode lacking(JsonNode existing, ObjectNode wanted) {
        ObjectNode lacking = SearchClient.JSON.createObjectNode();
        wanted.properties().forEach(field -> {
            JsonNode there = existing.path(field.getKey());
            if (there.isMissingNode()) {
                lacking.set(field.getKey(), field.getValue());
            } else if (type(there).equals(type(field.getValue()))
                    && field.getValue().get("properties") instanceof ObjectNode nested) {
                ObjectNode inner = lacking(there.path("properties"), nested);
                if (!inner.isEmpty()) {
                    lacking.putObject(field.getKey()).set("properties", inner);
                }
            }
        });
        return lacking;
    }

    private static void compare(String prefix, JsonNode existing, JsonNode wanted, List<String> differences) {
        wanted.properties().forEach(field -> {
            JsonNode there = existing.path(field.getKey());
            String name = prefix + field.getKey();
            if (there.isMissingNode()) {
                return;
            }
            String type = type(there);
            String wantedType = type(field.getValue());
            if (!type.equals(wantedType)) {
                differences.add("field %s is %s, expected %s".formatted(name, type, wantedType));
            } else if (field.getValue().has("properties")) {
                compare(name + ".", there.path("properties"), field.getValue().path("properties"), differences);
            }
        });
    }

    private static String type(JsonNode field) {
        return field.path("type").asText("object");
    }
}
