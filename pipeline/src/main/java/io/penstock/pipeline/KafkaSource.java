package io.penstock.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A topic, how its records are decoded into columns, and what the rows must satisfy. */
public record KafkaSource(
        @Key(value = "The topic to read.", example = "{ topic: blog-replay, partitions: 2 }") KafkaTopic kafka,
        @Key(
                        value = "How the bytes of a record become columns: `csv` or `json`.",
                        example = "{ csv: { schema: \"url STRING, ip STRING\" } }")
                Decode decode,
        @Key(
                        value = "The column that says when the event happened. It has to be a TIMESTAMP of the schema.",
                        example = "recordtime",
                        notation = Notation.COLUMN,
                        unset = "the pipeline knows no event time")
                @Nullable
                String eventTime,
        @Key(
                        value = "What every row must satisfy, checked in this order before any view sees the row.",
                        example = "[{ name: has-url, check: url IS NOT NULL }]",
                        unset = "every decoded row is good")
                List<Expectation> expect) {

    public KafkaSource {
        expect = List.copyOf(expect);
    }
}
