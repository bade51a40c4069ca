package io.penstock.pipeline;

/** The rows of a source or view without those that repeat an earlier one. */
public record DedupView(
        @Key(
                        value =
                                "The source, or a view that needs no other row than its own, whose rows it takes. Each source behind it has an"
                                        + " `event-time` and a `watermark`.",
                        example = "clicks",
                        notation = Notation.NAME)
                String from,
        @Key(
                        value = "What makes a row a repetition.",
                        example = "{ key: [eventid], within: 1 hour }",
                        notation = Notation.TEXT)
                Dedup dedup)
        implements View {}
