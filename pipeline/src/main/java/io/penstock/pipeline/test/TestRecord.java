package io.penstock.pipeline.test;

import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record as a topic keeps it; its texts are UTF-8. */
public record TestRecord(
        @Key(
                        value = "Its value.",
                        example = "1700000040000,1,/a,10.0.0.1",
                        notation = Notation.RECORD,
                        unset = "the record has none, as Kafka's tombstones")
                @Nullable
                String value,
        @Key(value = "Its key.", example = "10.0.0.1", notation = Notation.RECORD, unset = "the record has none")
                @Nullable
                String key,
        @Key(
                        value = "Its headers by name.",
                        example = "{ trace: abc }",
                        notation = Notation.RECORD,
                        names = Notation.TEXT,
                        unset = "the record has none")
                Map<String, String> headers,
        @Key(
                        value = "The time that Kafka keeps with it.",
                        example = "2023-11-14T22:14:00Z",
                        defaultsTo = "1970-01-01T00:00:00Z",
                        notation = Notation.INSTANT)
                Instant timestamp,
        @Key(value = "The partition of the topic that it lies in.", example = "1", defaultsTo = "0", max = 10_000)
                int partition) {

    public TestRecord {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** A record that is nothing but a value. */
    public static TestRecord of(String value) {
        return new TestRecord(value, null, Map.of(), Instant.EPOCH, 0);
    }
}
