package io.penstock.pipeline;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** YAML as the JSON that a schema sees, with the types of YAML's core schema. */
final class JsonNodes {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private JsonNodes() {}

    static JsonNode of(@Nullable YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            ObjectNode object = JSON.objectNode();
            mapping.entries().forEach(entry -> object.set(entry.key(), of(entry.value())));
            return object;
        } else if (node instanceof YamlNode.Sequence sequence) {
            ArrayNode array = JSON.arrayNode();
            sequence.items().forEach(item -> array.add(of(item)));
            return array;
        } else if (node instanceof YamlNode.Scalar scalar) {
            return switch (scalar.type()) {
                case TEXT -> JSON.stringNode(scalar.text());
                case FLAG -> JSON.booleanNode(Boolean.parseBoolean(scalar.text()));
                case WHOLE -> JSON.numberNode(whole(scalar.text()));
                case DECIMAL -> JSON.numberNode(new BigDecimal(scalar.text()));
                case EMPTY -> JSON.nullNode();
            };
        }
        throw new IllegalArgumentException("Cannot turn into JSON: " + node);
    }

    private static BigInteger whole(String text) {
        return text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
    }
}
