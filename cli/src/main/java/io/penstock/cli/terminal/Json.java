package io.penstock.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON trees; nothing is bound to classes by reflection, which would cost a command its first half second. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** @throws IllegalArgumentException when the text is not one JSON value */
    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot read JSON, " + e.getOriginalMessage(), e);
        }
    }

    /** A value as a person reads it in a table: texts without quotes, {@code NULL}, the rest as JSON. */
    public static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "NULL";
        }
        return value.isTextual() ? value.textValue() : line(value);
    }

    /** A text as JSON, in quotes. */
    public static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    /** On one line. */
    public static String line(JsonNode tree) {
        return tree.toString();
    }

    /** Indented, for people who look at it. */
    public static String pretty(JsonNode tree) {
        return tree.toPrettyString();
    }
}
