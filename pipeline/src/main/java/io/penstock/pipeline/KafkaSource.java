package io.penstock.pipeline;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A topic, how its records are decoded into columns, and what the rows must satisfy. */
public record KafkaSource(
        @Key(value = "The topic to read.", example = "{ topic: blog-replay, partitions: 2 }") KafkaTopic kafka,
        @Key(
                        value = "How the bytes of a record become columns: `csv`, `json`, `text` or `raw`.",
                        example = "{ csv: { schema: \"url STRING, ip STRING\" } }")
                Decode decode,
        @Key(
                        value =
                                "Columns from around the value of a record, by name, behind those of the schema: `key` and"
                                        + " `header('name')`, each `as STRING` or `as BINARY` (the default), `headers`, `timestamp`, `topic`,"
                                        + " `partition` and `offset`.",
                        example = "{ ip: key as STRING, trace: \"header('trace-id') as STRING\", sent: timestamp }",
                        names = Notation.COLUMN,
                        notation = Notation.METADATA,
                        unset = "the columns are those of the schema")
                Map<String, Metadata> metadata,
        @Key(
                        value = "The column that says when the event happened. It has to be a TIMESTAMP.",
                        example = "recordtime",
                        notation = Notation.COLUMN,
                        unset = "the pipeline knows no event time")
                @Nullable
                String eventTime,
        @Key(
                        value =
                                "How long rows may be out of order, for views that compute over time: such a view waits until the newest"
                                        + " event time is this much further. A row that comes later still is late for it.",
                        example = "10 minutes",
                        notation = Notation.DURATION,
                        unset = "no view can compute over the time of this source")
                @Nullable
                Duration watermark,
        @Key(
                        value =
                                "What becomes of a row that is late for a view: `side-table` keeps it whole, with its delay, in"
                                        + " `late.<pipeline>`, `drop` leaves it out. It is counted either way.",
                        example = "drop",
                        defaultsTo = "side-table")
                LateRows lateRows,
        @Key(
                        value =
                                "How long a view that reads several sources waits for this one while it has no records. After that the others alone"
                                        + " say how late it is, until a record comes, which may be late then.",
                        example = "5 minutes",
                        defaultsTo = "1 hour",
                        notation = Notation.DURATION)
                Duration idleAfter,
        @Key(
                        value = "What every row must satisfy, checked in this order before any view sees the row.",
                        example = "[{ name: has-url, check: url IS NOT NULL }]",
                        unset = "every decoded row is good")
                List<Expectation> expect)
        implements Checked {

    public KafkaSource {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        expect = List.copyOf(expect);
    }

    /** The same source on another topic. */
    KafkaSource withTopic(KafkaTopic other) {
        return new KafkaSource(other, decode, metadata, eventTime, watermark, lateRows, idleAfter, expect);
    }

    /** The same source of records that are JSON objects with these columns. */
    KafkaSource ofObjects(String schema) {
        JsonDecode objects = new JsonDecode(schema, null, Map.of(), UnknownFields.IGNORE);
        return new KafkaSource(kafka, objects, Map.of(), eventTime, watermark, lateRows, idleAfter, expect);
    }

    @Override
    public void check(Problems problems) {
        if (watermark != null && eventTime == null) {
            problems.at("watermark")
                    .add("needs an event time", "add event-time: with the column that says when it happened");
        }
    }
}
