package io.penstock.pipeline;

import java.time.Duration;

/** Rows of a table as it is when a batch begins. */
public record TableReference(
        @Key(
                        value =
                                "The table, as `namespace.name` or `name`. The rows of an Iceberg table are read by each batch, those of"
                                        + " another one are kept in memory.",
                        example = "web.products",
                        notation = Notation.TABLE)
                String table,
        @Key(
                        value = "The columns that views use, with the types that the table has.",
                        example = "id BIGINT, name STRING",
                        notation = Notation.SCHEMA)
                String schema,
        @Key(
                        value = "How old its rows may be: a batch that begins later sees the table as it is then.",
                        example = "10 minutes",
                        defaultsTo = "1 minute",
                        notation = Notation.DURATION)
                Duration refresh)
        implements Reference {

    @Override
    public String origin() {
        return "table " + table;
    }
}
