package io.penstock.pipeline;

import io.penstock.pipeline.test.Value;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns one node into the value that its shape describes. Whatever does not fit is a problem; the result is then of no use
 * and mostly null. All of the node is looked at in any case, so that no problem hides another one.
 */
record Binder(YamlNode node, Problems problems) implements Shape.Visitor<@Nullable Object> {

    private static final int LONG_TEXT = 1_000; // where this much is allowed, more is a matter of length, not of form

    static @Nullable Object bind(YamlNode node, Shape shape, Problems problems) {
        if (node instanceof YamlNode.Alias alias) {
            problems.add(alias.fault(), "write the value out");
            return null;
        }
        return shape.visit(new Binder(node, problems));
    }

    @Override
    public @Nullable Object text(Shape.Text shape) {
        Notation notation = shape.notation();
        String text = notation.isDiscreet()
                ? discreet(notation)
                : scalar(YamlNode.Type.TEXT, notation.noun(), written -> quotes(notation, written));
        if (text == null) {
            return null;
        }
        if (text.isBlank() && !notation.matches(text)) {
            problems.add("is empty, expected " + notation.noun(), notation.hint(text));
            return null;
        }
        if (text.length() > notation.maxLength() && notation.maxLength() >= LONG_TEXT) {
            problems.add(
                    "is %,d characters long".formatted(text.length()),
                    "use at most %,d".formatted(notation.maxLength()));
            return null;
        }
        if (notation.matches(text)) {
            try {
                return notation.read(text);
            } catch (RuntimeException e) {
                // reported below: the text has the form, and still means nothing
            }
        }
        problems.add(
                "is not " + notation.noun() + (notation.isDiscreet() ? "" : ": " + Excerpt.of(text)),
                notation.hint(text));
        return null;
    }

    @Override
    public @Nullable Object whole(Shape.Whole shape) {
        String text = scalar(YamlNode.Type.WHOLE, "a whole number", written -> "write digits only, without quotes");
        if (text == null) {
            return null;
        }
        long number;
        try {
            number = Long.decode(text.startsWith("0o") ? "0" + text.substring(2) : text);
        } catch (NumberFormatException e) {
            number = -1; // beyond any limit
        }
        if (number < shape.min() || number > shape.max()) {
            String expected = shape.max() == Long.MAX_VALUE
                    ? "at least %d".formatted(shape.min())
                    : "%d to %d".formatted(shape.min(), shape.max());
            problems.add("is %s, expected %s".formatted(Excerpt.plain(text), expected), null);
            return null;
        }
        return shape.type() == int.class ? (Object) Math.toIntExact(number) : number;
    }

    @Override
    public @Nullable Object flag(Shape.Flag shape) {
        String text = scalar(YamlNode.Type.FLAG, "true or false", Binder::flagHint);
        return text == null ? null : Boolean.valueOf(text);
    }

    @Override
    public @Nullable Object choice(Shape.Choice shape) {
        String expected = String.join(", ", shape.words().keySet());
        String text = scalar(YamlNode.Type.TEXT, "one of " + expected, written -> null);
        if (text == null) {
            return null;
        }
        Object constant = shape.words().get(text);
        if (constant == null) {
            problems.add(
                    "is none of %s: %s".formatted(expected, Excerpt.of(text)),
                    Suggestion.among(shape.words().keySet(), text).orElse(null));
        }
        return constant;
    }

    @Override
    public @Nullable Object list(Shape.ListOf shape) {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            wrongType(
                    "a list",
                    node instanceof YamlNode.Scalar ? "put it in brackets: [ … ]" : "begin each item with '- '");
            return null;
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            items.add(bind(sequence.items().get(i), shape.item(), problems.at(i)));
        }
        return items;
    }

    @Override
    public @Nullable Object map(Shape.MapOf shape) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            wrongType("a mapping", "write 'name: value' on lines of their own below it");
            return null;
        }
        if (mapping.entries().isEmpty() && !shape.mayBeEmpty()) {
            problems.add("is empty", "one entry is needed");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            Problems here = problems.at(entry.key());
            if (!shape.names().matches(entry.key())) {
                here.add(
                        "is not %s".formatted(shape.names().noun()),
                        shape.names().hint(entry.key()));
            }
            int before = problems.count();
            Object value = bind(entry.value(), shape.value(), here);
            if (problems.count() == before && value != null) {
                values.put(entry.key(), shape.entry().apply(entry.key(), value));
            }
        }
        return values;
    }

    @Override
    public @Nullable Object oneOf(Shape.OneOf shape) {
        Set<String> known = shape.alternatives().keySet();
        if (!(node instanceof YamlNode.Mapping mapping)) {
            wrongType("a mapping", "write one of these keys below it: " + String.join(", ", known));
            return null;
        }
        Object value = null;
        List<String> used = new ArrayList<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            Shape.Fields alternative = shape.alternatives().get(entry.key());
            if (alternative == null) {
                unknownKey(entry.key(), known, shape);
            } else {
                used.add(entry.key());
                value = bind(entry.value(), alternative, problems.at(entry.key()));
            }
        }
        if (mapping.entries().isEmpty()) {
            problems.add("is empty, expected one of " + String.join(", ", known), null);
        } else if (used.size() > 1) {
            problems.add("has more than one of %s".formatted(String.join(", ", known)), "leave out all but one");
        }
        return value;
    }

    @Override
    public @Nullable Object variants(Shape.Variants shape) {
        List<String> told = new ArrayList<>(shape.byKey().keySet());
        Shape.Fields first = shape.byKey().get(told.get(0));
        if (node instanceof YamlNode.Mapping mapping) {
            told.removeIf(key -> mapping.find(key).isEmpty());
        }
        if (node instanceof YamlNode.Mapping && told.size() > 1) {
            problems.add("has more than one of %s".formatted(String.join(", ", told)), "leave out all but one");
            return null;
        }
        if (node instanceof YamlNode.Mapping mapping && told.isEmpty() && !shape.firstIsUsual()) {
            Set<String> known = shape.byKey().keySet();
            String hint = mapping.entries().stream()
                    .flatMap(entry -> Suggestion.among(known, entry.key()).stream())
                    .findFirst()
                    .orElse("say what it is with the first key, such as '%s: …'"
                            .formatted(known.iterator().next()));
            problems.add("has none of %s".formatted(String.join(", ", known)), hint);
            return null;
        }
        return fields(told.size() == 1 ? shape.byKey().get(told.get(0)) : first);
    }

    @Override
    public @Nullable Object either(Shape.Either shape) {
        if (!(node instanceof YamlNode.Scalar)) {
            return shape.full().visit(this);
        }
        Object brief = shape.brief().visit(this);
        return brief == null ? null : shape.meaning().apply(brief);
    }

    @Override
    public @Nullable Object any(Shape.Any shape) {
        return value(node, problems);
    }

    private static Value value(YamlNode node, Problems here) {
        if (node instanceof YamlNode.Mapping mapping) {
            Map<String, Value> fields = new LinkedHashMap<>();
            mapping.entries().forEach(entry -> fields.put(entry.key(), value(entry.value(), here.at(entry.key()))));
            return new Value.Fields(fields);
        } else if (node instanceof YamlNode.Sequence sequence) {
            List<Value> items = new ArrayList<>();
            for (int i = 0; i < sequence.items().size(); i++) {
                items.add(value(sequence.items().get(i), here.at(i)));
            }
            return new Value.Items(items);
        } else if (node instanceof YamlNode.Alias alias) {
            here.add(alias.fault(), "write the value out");
        } else if (node instanceof YamlNode.Scalar scalar && scalar.type() != YamlNode.Type.EMPTY) {
            return new Value.Scalar(scalar.text());
        }
        return new Value.Null();
    }

    @Override
    public @Nullable Object fields(Shape.Fields shape) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            wrongType("a mapping", "write these keys below it: " + String.join(", ", shape.names()));
            return null;
        }
        int before = problems.count();
        Set<String> missing = new LinkedHashSet<>(shape.names());
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            Optional<Shape.Field> field = shape.find(entry.key());
            if (field.isPresent()) {
                missing.remove(entry.key());
                values.put(entry.key(), bind(entry.value(), field.get().shape(), problems.at(entry.key())));
            } else {
                unknownKey(entry.key(), shape.names(), shape);
            }
        }
        for (Shape.Field field : shape.fields()) {
            if (missing.contains(field.name())) {
                values.put(field.name(), absent(field));
            }
        }
        return problems.count() == before ? create(shape, values) : null;
    }

    private @Nullable Object absent(Shape.Field field) {
        if (field.isRequired()) {
            problems.at(field.name())
                    .add(
                            "is missing",
                            "add it, such as '%s: %s'"
                                    .formatted(field.name(), field.key().example()));
            return null;
        }
        if (field.shape() instanceof Shape.Fields && !field.key().defaultsTo().isEmpty()) {
            return bind(new YamlNode.Mapping(List.of(), 0), field.shape(), problems);
        } else if (!field.key().defaultsTo().isEmpty()) {
            return bind(new YamlNode.Scalar(field.key().defaultsTo(), true, 0), field.shape(), problems);
        } else if (field.shape() instanceof Shape.ListOf) {
            return List.of();
        } else if (field.shape() instanceof Shape.MapOf) {
            return Map.of();
        }
        return field.shape() instanceof Shape.Whole whole && whole.type() == int.class ? 0 : null;
    }

    private Object create(Shape.Fields shape, Map<String, @Nullable Object> values) {
        Iterator<@Nullable Object> arguments =
                shape.names().stream().<@Nullable Object>map(values::get).iterator();
        return create(shape.type(), arguments);
    }

    /** @param values those of the keys, in the order of the components and of what is inline in them */
    private Record create(Class<? extends Record> type, Iterator<@Nullable Object> values) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            arguments[i] = components[i].isAnnotationPresent(Inline.class)
                    ? create(types[i].asSubclass(Record.class), values)
                    : values.next();
        }
        Record created;
        try {
            Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
            created = constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot create record of the spec: " + type.getName(), e);
        }
        if (created instanceof Checked checked) {
            checked.check(problems);
        }
        return created;
    }

    /** The text of a scalar of the wanted type, or null and a problem. */
    private @Nullable String scalar(YamlNode.Type wanted, String expected, Function<String, @Nullable String> hint) {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            wrongType(expected, hint.apply(""));
            return null;
        }
        if (scalar.type() == wanted) {
            return scalar.text();
        }
        if (scalar.text().isEmpty()) {
            wrongType(expected, "give it a value or leave the key out");
        } else {
            wrongType(expected + ": " + Excerpt.plain(scalar.text()), hint.apply(scalar.text()));
        }
        return null;
    }

    /** The text of a scalar, or null and a problem that does not show what is written. */
    private @Nullable String discreet(Notation notation) {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            wrongType(notation.noun(), notation.hint(""));
        } else if (scalar.type() == YamlNode.Type.TEXT
                || notation.takesAnyScalar() && !scalar.text().isEmpty()) {
            return scalar.text();
        } else {
            wrongType(notation.noun(), notation.hint(""));
        }
        return null;
    }

    /** Quotes help where the text means something, and only YAML took it for something else. */
    private static String quotes(Notation notation, String text) {
        String quoted = Excerpt.of(text);
        return notation.matches(text) ? "put it in quotes: " + quoted : notation.hint(text);
    }

    private static String flagHint(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "on", "y", "1", "true" -> "write true, without quotes";
            default -> "write true or false, without quotes";
        };
    }

    private void wrongType(String expected, @Nullable String hint) {
        problems.add("is %s, expected %s".formatted(node.noun(), expected), hint);
    }

    private void unknownKey(String key, Iterable<String> known, Shape shape) {
        if (!problems.isListing()) {
            problems.add("is not a known key", null);
            return;
        }
        List<String> words = new ArrayList<>();
        known.forEach(words::add);
        String hint = Suggestion.among(words, key)
                .or(() -> nested(key, shape))
                .orElseGet(() -> "known keys: " + String.join(", ", words));
        problems.at(key).add("is not a known key", hint);
    }

    /** A key is often right and just one level too high. */
    private static Optional<String> nested(String key, Shape shape) {
        if (shape instanceof Shape.Fields fields) {
            for (Shape.Field field : fields.fields()) {
                if (field.shape() instanceof Shape.Fields inner
                        && inner.find(key).isPresent()) {
                    return Optional.of("it belongs below '%s'".formatted(field.name()));
                }
                if (field.shape() instanceof Shape.OneOf inner
                        && inner.alternatives().containsKey(key)) {
                    return Optional.of("it belongs below '%s'".formatted(field.name()));
                }
            }
        } else if (shape instanceof Shape.OneOf oneOf) {
            return oneOf.alternatives().entrySet().stream()
                    .filter(alternative -> alternative.getValue().find(key).isPresent())
                    .findFirst()
                    .map(alternative -> "it belongs below '%s'".formatted(alternative.getKey()));
        }
        return Optional.empty();
    }
}
