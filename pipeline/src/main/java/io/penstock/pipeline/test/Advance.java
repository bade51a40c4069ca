package io.penstock.pipeline.test;

import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import java.time.Instant;

/** The event time of a source moves on without a record. */
public record Advance(
        @Key(value = "The source.", example = "clicks", notation = Notation.NAME) String source,
        @Key(
                        value =
                                "How far its event time comes, as by a record of this time. The watermark stays behind it by what the"
                                        + " source's `watermark` says.",
                        example = "2023-11-14T22:30:00Z",
                        notation = Notation.INSTANT)
                Instant to)
        implements Step {}
