package io.penstock.cli.init;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the JSON values at one place look like, over all records of a sample. Values are added one by one. */
final class JsonShape {

    /** The kinds that a decoder never takes for each other. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        OBJECT,
        ARRAY
    }

    private static final int MANY_KEYS = 20;

    private final Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
    private final Map<String, JsonShape> fields = new LinkedHashMap<>();
    private final Values texts = new Values();
    private final Values numbers = new Values();
    private boolean tooLong;
    private @Nullable JsonShape element;

    void add(JsonNode value) {
        if (value.isNull()) {
            return;
        }
        Kind kind = kind(value);
        kinds.merge(kind, 1L, Long::sum);
        switch (kind) {
            case TEXT -> texts.add(value.textValue());
            case NUMBER -> {
                numbers.add(value.asText());
                tooLong |= value.isIntegralNumber() && !value.canConvertToLong();
            }
            case BOOLEAN -> {}
            case OBJECT ->
                value.properties().forEach(field -> field(field.getKey()).add(field.getValue()));
            case ARRAY -> value.forEach(item -> element().add(item));
        }
    }

    private static Kind kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> Kind.TEXT;
            case NUMBER -> Kind.NUMBER;
            case BOOLEAN -> Kind.BOOLEAN;
            case ARRAY -> Kind.ARRAY;
            default -> Kind.OBJECT;
        };
    }

    private JsonShape field(String name) {
        return fields.computeIfAbsent(name, any -> new JsonShape());
    }

    private JsonShape element() {
        if (element == null) {
            element = new JsonShape();
        }
        return element;
    }

    /** The most frequent kind, or nothing where all values were null. */
    @Nullable
    Kind kind() {
        return kinds.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    boolean isMixed() {
        return kinds.size() > 1;
    }

    /** How many values were there and not null. */
    long count() {
        return kinds.values().stream().mapToLong(Long::longValue).sum();
    }

    Map<String, JsonShape> fields() {
        return fields;
    }

    /** The text or number values, for a look at times. */
    Values scalars() {
        return kind() == Kind.NUMBER ? numbers : texts;
    }

    /**
     * Whether the names in the object are data rather than columns: they cannot be steps of a path, or there are many and
     * most objects lack most of them.
     */
    boolean isMap() {
        boolean nameless =
                fields.keySet().stream().anyMatch(name -> name.isEmpty() || name.matches(".*[.\\p{Cntrl}].*"));
        double filled = fields.values().stream().mapToLong(JsonShape::count).sum()
                / (double) Math.max(1, count() * fields.size());
        return nameless || fields.size() > MANY_KEYS && filled < 0.5;
    }

    /** The type in Spark's DDL. */
    String type() {
        Kind kind = kind();
        if (kind == null) {
            return "STRING";
        }
        return switch (kind) {
            case TEXT -> "STRING";
            case BOOLEAN -> "BOOLEAN";
            case NUMBER -> tooLong ? "DECIMAL(38,0)" : numbers.type();
            case ARRAY -> "ARRAY<%s>".formatted(element == null ? "STRING" : element.type());
            case OBJECT -> isMap() ? mapType() : structType();
        };
    }

    private String mapType() {
        String struct = structType();
        long types = fields.values().stream().map(JsonShape::type).distinct().count();
        JsonShape any = new JsonShape();
        fields.values().forEach(any::merge);
        boolean same = types == 1
                || !any.isMixed() && any.kind() == Kind.OBJECT
                || !any.isMixed() && any.kind() == Kind.NUMBER;
        return same ? "MAP<STRING, %s>".formatted(any.type()) : struct;
    }

    private String structType() {
        return fields.entrySet().stream()
                .map(field -> Ddl.name(field.getKey()) + ": " + field.getValue().type())
                .collect(Collectors.joining(", ", "STRUCT<", ">"));
    }

    private void merge(JsonShape other) {
        other.kinds.forEach((kind, count) -> kinds.merge(kind, count, Long::sum));
        other.fields.forEach((name, shape) -> field(name).merge(shape));
        if (other.element != null) {
            element().merge(other.element);
        }
        tooLong |= other.tooLong;
        numbers.merge(other.numbers);
        texts.merge(other.texts);
    }
}
