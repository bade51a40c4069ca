package io.penstock.pipeline;

/** A condition that every row of a source must satisfy. A check that is NULL does not hold. */
public record Expectation(
        @Key(
                        value = "Name of the rule, unique in its source. Counts and dead letters carry it.",
                        example = "has-url",
                        notation = Notation.NAME)
                String name,
        @Key(
                        value =
                                "A SQL condition over the source's columns. A row for which it is false or NULL violates the rule.",
                        example = "url IS NOT NULL AND length(url) <= 2048",
                        notation = Notation.SQL)
                String check,
        @Key(
                        value =
                                "What happens to a row that violates the rule: `dead-letter` keeps the record aside, `drop` only counts it,"
                                        + " `fail` stops the pipeline, `warn` counts it and lets the row through.",
                        example = "drop",
                        defaultsTo = "dead-letter")
                OnViolation onViolation) {}
