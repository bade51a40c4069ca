package io.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CasesTest {

    @ParameterizedTest
    @MethodSource("io.penstock.pipeline.Case#good")
    void aGoodFileMeansTheValuesItIsExpectedToMean(Case good) throws ReflectiveOperationException {
        Spec.Loaded loaded = good.load();

        assertThat(ProblemReport.text(good.name(), loaded.problems())).isEmpty();
        for (Map.Entry<String, @Nullable Object> expected : good.expect().entrySet()) {
            Object actual = follow(loaded.value(), expected.getKey());
            assertThat(String.valueOf(actual)).as(expected.getKey()).isEqualTo(String.valueOf(expected.getValue()));
        }
    }

    @ParameterizedTest
    @MethodSource("io.penstock.pipeline.Case#bad")
    void everyFaultOfABadFileIsReportedAtOnceInTheExactWords(Case bad) {
        Spec.Loaded loaded = bad.load();

        assertThat(ProblemReport.text(bad.name(), loaded.problems())).isEqualTo(bad.expectProblems());
        assertThat(loaded.value()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyAndEveryWordOfTheSpecIsInSomeGoodCase(Spec kind) {
        Set<String> seen = new TreeSet<>();
        for (Case good : Case.all(kind)) {
            if (good.isGood()) {
                kind.shape().visit(new Vocabulary(seen, good.parse()));
            }
        }
        Set<String> missing = new TreeSet<>();
        kind.shape().visit(new Vocabulary(missing, null));
        missing.removeAll(seen);

        assertThat(missing)
                .as("keys and words that no file of src/test/resources/cases uses; add them to one")
                .isEmpty();
    }

    private static @Nullable Object follow(@Nullable Object from, String path) throws ReflectiveOperationException {
        Object value = from;
        for (String step : path.split("\\.")) {
            value = value instanceof Map<?, ?> map ? map.get(step) : component(value, step);
        }
        return value;
    }

    private static @Nullable Object component(@Nullable Object of, String key) throws ReflectiveOperationException {
        Class<?> type = java.util.Objects.requireNonNull(of).getClass();
        for (RecordComponent component : type.getRecordComponents()) {
            Key declared = component.getAnnotation(Key.class);
            String name = declared == null || declared.name().isEmpty() ? component.getName() : declared.name();
            if (name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT).equals(key)) {
                return component.getAccessor().invoke(of);
            }
        }
        throw new AssertionError("%s has no %s".formatted(type, key));
    }

    /** Collects the keys and words that a file uses, or with no file, all that there are. */
    private record Vocabulary(Set<String> words, @Nullable YamlNode node) implements Shape.Visitor<@Nullable Void> {

        @Override
        public @Nullable Void fields(Shape.Fields fields) {
            for (Shape.Field field : fields.fields()) {
                below(field.name(), fields.type().getSimpleName() + "." + field.name(), field.shape());
            }
            return null;
        }

        @Override
        public @Nullable Void oneOf(Shape.OneOf oneOf) {
            oneOf.alternatives()
                    .forEach((name, fields) -> below(name, fields.type().getSimpleName(), fields));
            return null;
        }

        @Override
        public @Nullable Void variants(Shape.Variants variants) {
            variants.byKey().forEach((key, fields) -> {
                if (node == null
                        || node instanceof YamlNode.Mapping mapping
                                && mapping.find(key).isPresent()) {
                    fields(fields);
                }
            });
            return null;
        }

        private void below(String key, String word, Shape shape) {
            YamlNode value =
                    node instanceof YamlNode.Mapping mapping ? mapping.find(key).orElse(null) : null;
            if (node == null || value != null) {
                words.add(word);
                shape.visit(new Vocabulary(words, value));
            }
        }

        @Override
        public @Nullable Void list(Shape.ListOf list) {
            List<YamlNode> items = node instanceof YamlNode.Sequence sequence ? sequence.items() : List.of();
            items.forEach(item -> list.item().visit(new Vocabulary(words, item)));
            if (node == null) {
                list.item().visit(this);
            }
            return null;
        }

        @Override
        public @Nullable Void map(Shape.MapOf map) {
            if (node instanceof YamlNode.Mapping mapping) {
                mapping.entries().forEach(entry -> map.value().visit(new Vocabulary(words, entry.value())));
            } else {
                map.value().visit(this);
            }
            return null;
        }

        @Override
        public @Nullable Void choice(Shape.Choice choice) {
            for (Map.Entry<String, Object> word : choice.words().entrySet()) {
                if (node == null
                        || node instanceof YamlNode.Scalar scalar
                                && scalar.text().equals(word.getKey())) {
                    words.add(word.getValue().getClass().getSimpleName() + "." + word.getKey());
                }
            }
            return null;
        }

        @Override
        public @Nullable Void either(Shape.Either either) {
            if (node == null || node instanceof YamlNode.Scalar) {
                either.brief().visit(this);
            }
            if (!(node instanceof YamlNode.Scalar)) {
                either.full().visit(this);
            }
            return null;
        }

        @Override
        public @Nullable Void any(Shape.Any any) {
            return null;
        }

        @Override
        public @Nullable Void flag(Shape.Flag flag) {
            return null;
        }

        @Override
        public @Nullable Void text(Shape.Text text) {
            return null;
        }

        @Override
        public @Nullable Void whole(Shape.Whole whole) {
            return null;
        }
    }
}
