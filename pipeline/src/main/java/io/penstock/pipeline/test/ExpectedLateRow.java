package io.penstock.pipeline.test;

import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row that came too late for a view; what is null may be anything. */
public record ExpectedLateRow(
        @Key(
                        value = "The source that its record came from.",
                        example = "clicks",
                        notation = Notation.NAME,
                        unset = "it may be any")
                @Nullable
                String source,
        @Key(
                        value = "The view that it was too late for.",
                        example = "hits",
                        notation = Notation.NAME,
                        unset = "it may be any")
                @Nullable
                String view,
        @Key(
                        value = "When it happened.",
                        example = "2023-11-14T22:14:00Z",
                        notation = Notation.INSTANT,
                        unset = "it may be any")
                @Nullable
                Instant eventTime,
        @Key(value = "Key of the record.", example = "10.0.0.1", notation = Notation.RECORD, unset = "it may be any")
                @Nullable
                String key,
        @Key(
                        value = "Value of the record.",
                        example = "1700000040000,1,/a,10.0.0.1",
                        notation = Notation.RECORD,
                        unset = "it may be any")
                @Nullable
                String value) {}
