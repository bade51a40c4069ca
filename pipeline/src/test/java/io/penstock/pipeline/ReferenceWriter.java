package io.penstock.pipeline;

import java.util.List;
import java.util.stream.Collectors;

/** Writes the keys of a record as Markdown, for the reference of a file. */
final class ReferenceWriter implements Shape.Visitor<String> {

    private ReferenceWriter() {}

    /** One item per key: what it is, whether it has to be there, what it means, and an example. */
    static String keys(Shape.Fields fields) {
        return fields.fields().stream().map(ReferenceWriter::key).collect(Collectors.joining("\n"));
    }

    private static String key(Shape.Field field) {
        Key key = field.key();
        String needed = key.unset().isEmpty() ? "default " + code(key.defaultsTo()) : "without it: " + key.unset();
        if (field.shape() instanceof Shape.Fields && !key.defaultsTo().isEmpty()) {
            needed = "without it: the defaults of its keys";
        }
        String example = key.example().contains("…") ? "" : " Example: " + code(field.name() + ": " + key.example());
        return "- **%s** (%s; %s)<br>%s%s"
                .formatted(
                        code(field.name()),
                        field.shape().visit(new ReferenceWriter()),
                        field.isRequired() ? "required" : needed,
                        key.value(),
                        example);
    }

    @Override
    public String text(Shape.Text text) {
        return text.notation().noun();
    }

    @Override
    public String whole(Shape.Whole whole) {
        return whole.max() == Long.MAX_VALUE
                ? "a whole number, at least %,d".formatted(whole.min())
                : "a whole number from %,d to %,d".formatted(whole.min(), whole.max());
    }

    @Override
    public String flag(Shape.Flag flag) {
        return "`true` or `false`";
    }

    @Override
    public String choice(Shape.Choice choice) {
        return words(choice.words().keySet().stream().toList());
    }

    @Override
    public String list(Shape.ListOf list) {
        return "a list, each item " + list.item().visit(this);
    }

    @Override
    public String map(Shape.MapOf map) {
        return "by %s: %s".formatted(map.names().noun(), map.value().visit(this));
    }

    @Override
    public String fields(Shape.Fields fields) {
        return "with keys of its own";
    }

    @Override
    public String oneOf(Shape.OneOf oneOf) {
        return "with the key " + words(oneOf.alternatives().keySet().stream().toList());
    }

    @Override
    public String variants(Shape.Variants variants) {
        return "with keys of its own, among them "
                + words(variants.byKey().keySet().stream().toList());
    }

    @Override
    public String either(Shape.Either either) {
        return either.brief().visit(this) + ", or " + either.full().visit(this);
    }

    @Override
    public String any(Shape.Any any) {
        return "a value as its column has it";
    }

    private static String words(List<String> words) {
        if (words.size() == 1) {
            return code(words.get(0));
        }
        String first = words.subList(0, words.size() - 1).stream()
                .map(ReferenceWriter::code)
                .collect(Collectors.joining(", "));
        return first + " or " + code(words.get(words.size() - 1));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
