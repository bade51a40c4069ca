package io.penstock.engine.test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The value of a record that an output has sent: a text, which may be JSON. */
record Message(String text) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Its fields as plain values, scalars as text; nothing where it is no JSON. */
    @Nullable
    Object tree() {
        try {
            return plain(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static @Nullable Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), plain(field.getValue())));
            return fields;
        } else if (node.isArray()) {
            List<@Nullable Object> items = new ArrayList<>();
            node.forEach(item -> items.add(plain(item)));
            return items;
        }
        return node.isNull() || node.isMissingNode() ? null : node.asText();
    }
}
