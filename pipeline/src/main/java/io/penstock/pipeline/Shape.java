package io.penstock.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** What a value of the file may look like. Derived from the records by {@link Shapes}. */
sealed interface Shape {

    <R> R visit(Visitor<R> visitor);

    /** Decides by the kind of shape. */
    interface Visitor<R> {
        R text(Text text);

        R whole(Whole whole);

        R flag(Flag flag);

        R choice(Choice choice);

        R list(ListOf list);

        R map(MapOf map);

        R fields(Fields fields);

        R oneOf(OneOf oneOf);

        R variants(Variants variants);

        R either(Either either);

        R any(Any any);
    }

    record Text(Notation notation) implements Shape {
        @Override
        public <R> R visit(Visitor<R> visitor) {
            return visitor.text(this);
        }
    }

    /** @param type int or Long */
    record Whole(Class<?> type, long min, long max) implements Shape {
        @Override
        public <R> R visit(Visitor<R> visitor) {
            return visitor.whole(this);
        }
    }

    record Flag() implements Shape {
        @Override
        public <R> R visit(Visitor<R> visitor) {
            return visitor.flag(this);
        }
    }

    /** One of the words, each of which means a constant; in the order of the constants. */
    record Choice(Map<String, Object> words) implements Shape {
        @Override
        public <R> R visit(Visitor<R> visitor) {
            return visitor.choice(this);
        }
    }

    record ListOf(Shape item) implements Shape {
        @Override
        public <R> R visit(Visitor<R> visitor) {
            return visitor.list(this);
        }
    }

    /**
     * Values by a name that the user chooses.
     *
     * @param entry makes the map's value of the name and what was written beside it
     */
    record MapOf(Notation names, Shape value, boolean mayBeEmpty, BiFunction<String, Object, Object> entry)
            implements Shape {
        @Override
        public <R> R visit(Visitor<R> visitor) {
            return visitor.map(this);
        }
    }

    /** The keys of a record. */
    record Fields(Class<? extends Record> type, List<Field> fields) implements Shape {
        @Override
        public <R> R visit(Visitor<R> visitor) {
            return visitor.fields(this);
        }

        Optional<Field> find(String key) {
            return fields.stream().filter(field -> field.name.equals(key)).findFirst();
        }

        List<String> names() {
            return fields.stream().map(Field::name).toList();
        }
    }

    record Field(String name, Shape shape, Key key) {
        boolean isRequired() {
            return key.defaultsTo().isEmpty() && key.unset().isEmpty();
        }
    }

    /**
     * The keys of one of several records, told apart by a key that only one of them has.
     *
     * @param firstIsUsual whether the first is meant where none of these keys is there
     */
    record Variants(Map<String, Fields> byKey, boolean firstIsUsual) implements Shape {
        @Override
        public <R> R visit(Visitor<R> visitor) {
            return visitor.variants(this);
        }
    }

    /** Exactly one key, which says what stands under it. */
    record OneOf(Map<String, Fields> alternatives) implements Shape {
        @Override
        public <R> R visit(Visitor<R> visitor) {
            return visitor.oneOf(this);
        }
    }

    /**
     * A text or something longer.
     *
     * @param brief what is said by a text alone
     * @param meaning makes the value that the longer form would have made of what the text means
     */
    record Either(Shape brief, UnaryOperator<Object> meaning, Shape full) implements Shape {
        @Override
        public <R> R visit(Visitor<R> visitor) {
            return visitor.either(this);
        }
    }

    /** Whatever YAML can say. */
    record Any() implements Shape {
        @Override
        public <R> R visit(Visitor<R> visitor) {
            return visitor.any(this);
        }
    }
}
