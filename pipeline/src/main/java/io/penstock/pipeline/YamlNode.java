package io.penstock.pipeline;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;

/** A value of the file with the line where it begins. */
sealed interface YamlNode {

    int line();

    /** What it is, for messages: {@code a list}. */
    String noun();

    /** @param plain whether it is written without quotes, so that YAML gives it a type */
    record Scalar(String text, boolean plain, int line) implements YamlNode {

        private static final CoreScalarResolver CORE_SCHEMA = new CoreScalarResolver(false);

        Type type() {
            if (!plain) {
                return Type.TEXT;
            }
            Tag tag = CORE_SCHEMA.resolve(text, true);
            if (tag.equals(Tag.NULL)) {
                return Type.EMPTY;
            } else if (tag.equals(Tag.BOOL)) {
                return Type.FLAG;
            } else if (tag.equals(Tag.INT)) {
                return Type.WHOLE;
            }
            return tag.equals(Tag.FLOAT) ? Type.DECIMAL : Type.TEXT;
        }

        @Override
        public String noun() {
            return type().noun;
        }
    }

    /** What YAML takes a scalar for. */
    enum Type {
        TEXT("a text"),
        WHOLE("a number"),
        DECIMAL("a number"),
        FLAG("a boolean"),
        EMPTY("empty");

        final String noun;

        Type(String noun) {
            this.noun = noun;
        }
    }

    /** Keys are unique. */
    record Mapping(List<Entry> entries, int line) implements YamlNode {

        Optional<YamlNode> find(String key) {
            return entries.stream()
                    .filter(entry -> entry.key.equals(key))
                    .map(Entry::value)
                    .findFirst();
        }

        @Override
        public String noun() {
            return "a mapping";
        }
    }

    record Entry(String key, YamlNode value, int line) {}

    record Sequence(List<YamlNode> items, int line) implements YamlNode {

        @Override
        public String noun() {
            return "a list";
        }
    }

    /**
     * A place where another value is to be repeated; what it stands for is never looked up.
     *
     * @param fault what is wrong about it, for messages
     */
    record Alias(String fault, int line) implements YamlNode {

        @Override
        public String noun() {
            return "an alias";
        }
    }

    /** The line of a path as {@link Problems} builds it; that of the innermost value on the way if it leads nowhere. */
    default int lineOf(String path) {
        return lineOf(path, line());
    }

    private int lineOf(String path, int outer) {
        if (path.isEmpty()) {
            return outer;
        }
        if (this instanceof Mapping mapping) {
            String keys = path.startsWith(".") ? path.substring(1) : path;
            for (Entry entry : mapping.entries) {
                String key = Excerpt.key(entry.key);
                if (keys.equals(key) || keys.startsWith(key + ".") || keys.startsWith(key + "[")) {
                    return entry.value.lineOf(keys.substring(key.length()), entry.line);
                }
            }
        } else if (this instanceof Sequence sequence && path.startsWith("[")) {
            int end = path.indexOf(']');
            int index = Integer.parseInt(path.substring(1, end));
            if (index < sequence.items.size()) {
                YamlNode item = sequence.items.get(index);
                return item.lineOf(path.substring(end + 1), item.line());
            }
        }
        return outer;
    }
}
