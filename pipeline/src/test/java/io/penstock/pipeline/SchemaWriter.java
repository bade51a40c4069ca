package io.penstock.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes the JSON Schema of a file from the shapes of the records. */
final class SchemaWriter implements Shape.Visitor<ObjectNode> {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SchemaWriter() {}

    static String json(Spec kind) {
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", kind.title());
        schema.setAll(kind.shape().visit(new SchemaWriter()));
        return schema.toPrettyString() + "\n";
    }

    @Override
    public ObjectNode text(Shape.Text text) {
        Notation notation = text.notation();
        ObjectNode schema = type("string");
        if (notation.takesAnyScalar()) {
            ArrayNode types = JSON.arrayNode().add("string").add("number").add("boolean");
            schema.set("type", types);
        }
        if (!notation.pattern().isEmpty()) {
            schema.put("pattern", notation.pattern());
        }
        return schema.put("maxLength", notation.maxLength());
    }

    @Override
    public ObjectNode whole(Shape.Whole whole) {
        ObjectNode schema = type("integer").put("minimum", whole.min());
        return whole.max() == Long.MAX_VALUE ? schema : schema.put("maximum", whole.max());
    }

    @Override
    public ObjectNode flag(Shape.Flag flag) {
        return type("boolean");
    }

    @Override
    public ObjectNode choice(Shape.Choice choice) {
        ArrayNode words = JSON.arrayNode();
        choice.words().keySet().forEach(words::add);
        return JSON.objectNode().set("enum", words);
    }

    @Override
    public ObjectNode list(Shape.ListOf list) {
        return type("array").set("items", list.item().visit(this));
    }

    @Override
    public ObjectNode map(Shape.MapOf map) {
        ObjectNode schema = type("object");
        schema.set("propertyNames", text(new Shape.Text(map.names())));
        schema.set("additionalProperties", map.value().visit(this));
        return map.mayBeEmpty() ? schema : schema.put("minProperties", 1);
    }

    @Override
    public ObjectNode fields(Shape.Fields fields) {
        ObjectNode schema = type("object");
        ObjectNode properties = schema.putObject("properties");
        fields.fields().forEach(field -> properties.set(field.name(), described(field)));
        List<String> required = fields.fields().stream()
                .filter(Shape.Field::isRequired)
                .map(Shape.Field::name)
                .toList();
        if (!required.isEmpty()) {
            required.forEach(schema.putArray("required")::add);
        }
        return schema.put("additionalProperties", false);
    }

    @Override
    public ObjectNode oneOf(Shape.OneOf oneOf) {
        ObjectNode schema = type("object");
        ObjectNode properties = schema.putObject("properties");
        for (Map.Entry<String, Shape.Fields> alternative : oneOf.alternatives().entrySet()) {
            properties.set(alternative.getKey(), alternative.getValue().visit(this));
        }
        return schema.put("minProperties", 1).put("maxProperties", 1).put("additionalProperties", false);
    }

    @Override
    public ObjectNode variants(Shape.Variants variants) {
        ObjectNode schema = null;
        List<String> keys = new ArrayList<>(variants.byKey().keySet());
        Collections.reverse(keys);
        for (String key : keys) {
            ObjectNode fields = variants.byKey().get(key).visit(this);
            if (schema != null) {
                fields = JSON.objectNode()
                        .<ObjectNode>set("if", requires(key))
                        .<ObjectNode>set("then", fields)
                        .set("else", schema);
            }
            schema = fields;
        }
        return Objects.requireNonNull(schema);
    }

    @Override
    public ObjectNode either(Shape.Either either) {
        ObjectNode schema = JSON.objectNode();
        schema.putArray("anyOf")
                .add(either.brief().visit(this))
                .add(either.full().visit(this));
        return schema;
    }

    @Override
    public ObjectNode any(Shape.Any any) {
        return JSON.objectNode();
    }

    private static ObjectNode requires(String key) {
        ObjectNode schema = JSON.objectNode();
        schema.putArray("required").add(key);
        return schema;
    }

    private ObjectNode described(Shape.Field field) {
        Key key = field.key();
        ObjectNode schema = JSON.objectNode();
        schema.put(
                "description", key.unset().isEmpty() ? key.value() : key.value() + " Without it: " + key.unset() + ".");
        schema.setAll(field.shape().visit(this));
        if (field.shape() instanceof Shape.Fields && !key.defaultsTo().isEmpty()) {
            schema.set("default", value(key.defaultsTo()));
        } else if (!key.defaultsTo().isEmpty()) {
            schema.set("default", JsonNodes.of(new YamlNode.Scalar(key.defaultsTo(), true, 0)));
        }
        if (!(field.shape() instanceof Shape.MapOf) && !(field.shape() instanceof Shape.OneOf)) {
            schema.putArray("examples").add(value(key.example()));
        }
        return schema;
    }

    private static JsonNode value(String yaml) {
        return JsonNodes.of(Spec.PIPELINE.parse(yaml));
    }

    private static ObjectNode type(String name) {
        return JSON.objectNode().put("type", name);
    }
}
