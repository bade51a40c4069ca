package io.penstock.pipeline.test;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value as it is written; what it means says the type of its column. */
public sealed interface Value {

    /** A text, a number or a truth value. */
    record Scalar(String text) implements Value {}

    /** NULL: {@code null}, {@code ~} or nothing at all. */
    record Null() implements Value {}

    /** An array. */
    record Items(List<Value> items) implements Value {

        public Items {
            items = List.copyOf(items);
        }
    }

    /** A struct or a map. */
    record Fields(Map<String, Value> fields) implements Value {

        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }
}
