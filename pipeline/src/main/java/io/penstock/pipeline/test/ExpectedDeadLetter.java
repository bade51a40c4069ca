package io.penstock.pipeline.test;

import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import org.jspecify.annotations.Nullable;

/** A dead letter; what is null may be anything. */
public record ExpectedDeadLetter(
        @Key(
                        value =
                                "The source that its record came from, or the view whose processor or output has refused it.",
                        example = "clicks",
                        notation = Notation.NAME,
                        unset = "it may be any")
                @Nullable
                String source,
        @Key(
                        value = "Where it was refused: `decode`, `expectation`, `view` or `output`.",
                        example = "decode",
                        unset = "it may be any")
                @Nullable
                String stage,
        @Key(
                        value =
                                "What it offended against: a rule of the decoder, such as `column-count`, the name of an expectation, or what a"
                                        + " processor says.",
                        example = "has-url",
                        unset = "it may be any")
                @Nullable
                String rule,
        @Key(
                        value = "The one output that has refused it.",
                        example = "clicks-table",
                        notation = Notation.NAME,
                        unset = "it may be any, or all")
                @Nullable
                String output,
        @Key(
                        value = "The reason, as the dead letter has it.",
                        example = "has 1 column, expected 4",
                        unset = "it may be any")
                @Nullable
                String reason,
        @Key(value = "Key of the record.", example = "10.0.0.1", notation = Notation.RECORD, unset = "it may be any")
                @Nullable
                String key,
        @Key(value = "Value of the record.", example = "broken", notation = Notation.RECORD, unset = "it may be any")
                @Nullable
                String value) {}
