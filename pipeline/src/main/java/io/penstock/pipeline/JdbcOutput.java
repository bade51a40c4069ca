package io.penstock.pipeline;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A table of a database that applications read: it holds one row for each key, the last one that came. Each batch is there as a
 * whole, exactly once.
 *
 * @param key the columns that tell rows apart
 */
public record JdbcOutput(
        @Key(
                        value = "The table of a database, as the profile knows it. PostgreSQL.",
                        example = "{ database: app, table: hits }")
                DatabaseTable jdbc,
        @Key(
                        value = "The source or view whose rows are written.",
                        example = "hits-per-minute",
                        notation = Notation.NAME)
                String from,
        @Key(
                        value = "`upsert`: a row replaces the earlier one with its key.",
                        example = "upsert",
                        defaultsTo = "upsert")
                DatabaseMode mode,
        @Key(
                        value =
                                "The columns by which rows are told apart, those of a primary key or a unique index of the table. They cannot be"
                                        + " nested or fractions, and cannot be NULL.",
                        example = "[minute, url]",
                        notation = Notation.COLUMN)
                List<String> key)
        implements Output, Checked {

    public JdbcOutput {
        key = List.copyOf(key);
    }

    @Override
    public String delivery() {
        return "exactly once";
    }

    @Override
    public void check(Problems problems) {
        if (key.isEmpty()) {
            problems.at("key").add("is empty, rows are told apart by it", "add a column, such as 'key: [url]'");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < key.size(); i++) {
            if (!seen.add(key.get(i).toLowerCase(Locale.ROOT))) {
                problems.at("key").at(i).add("is there twice: " + Excerpt.plain(key.get(i)), "leave one out");
            }
        }
    }
}
