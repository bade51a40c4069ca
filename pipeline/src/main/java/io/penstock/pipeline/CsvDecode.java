package io.penstock.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * Delimited text as RFC 4180 describes it, and its common deviations. A record is one row; it may hold line breaks inside
 * quotes.
 *
 * @param quote null when quotes have no meaning
 * @param escape null when a quote inside quotes is doubled
 * @param nullValue the unquoted text that is NULL; null when only the empty unquoted field of a column that is no string is
 */
public record CsvDecode(
        @Key(
                        value =
                                "The columns in the order of the fields, as Spark writes them in DDL. `NOT NULL` behind a type makes a missing"
                                        + " value a dead letter.",
                        example = "recordtime TIMESTAMP, eventid BIGINT, url STRING, ip STRING",
                        notation = Notation.SCHEMA)
                String schema,
        @Key(
                        value =
                                "How TIMESTAMP columns are written: `epoch-seconds`, `epoch-millis`, `epoch-micros`, `iso-8601`, or a pattern"
                                        + " of java.time such as `dd/MMM/yyyy:HH:mm:ss Z`.",
                        example = "epoch-millis",
                        notation = Notation.TIMESTAMP_FORMAT,
                        unset = "`iso-8601`")
                @Nullable
                String timestampFormat,
        @Key(
                        value = "The character between two fields. A tab is `\"\\t\"`, in double quotes.",
                        example = "\";\"",
                        defaultsTo = ",",
                        notation = Notation.CHARACTER)
                String delimiter,
        @Key(
                        value =
                                "The character around a field that holds delimiters or line breaks, or `none` when quotes are ordinary"
                                        + " characters.",
                        example = "none",
                        defaultsTo = "\"",
                        notation = Notation.QUOTE)
                @Nullable
                String quote,
        @Key(
                        value = "The character before a quote that does not end the field.",
                        example = "'\\'",
                        notation = Notation.CHARACTER,
                        unset = "a quote inside quotes is doubled, as RFC 4180 has it")
                @Nullable
                String escape,
        @Key(
                        value =
                                "`true` skips each record that is the line of column names; it is counted as dropped by the rule `header`.",
                        example = "true",
                        defaultsTo = "false")
                boolean header,
        @Key(value = "`true` removes spaces and tabs around unquoted fields.", example = "true", defaultsTo = "false")
                boolean trim,
        @Key(
                        value =
                                "The unquoted text that stands for NULL. With it, an empty field is an empty text and no NULL.",
                        example = "'-'",
                        notation = Notation.ANY,
                        unset = "an empty unquoted field is NULL, but the empty text in a STRING column")
                @Nullable
                String nullValue,
        @Key(
                        value =
                                "What happens to a record with another number of fields than the schema has columns: `strict` makes it a dead"
                                        + " letter, `allow-missing` fills the last columns with NULL, `allow-extra` ignores fields beyond the last"
                                        + " column.",
                        example = "allow-missing",
                        defaultsTo = "strict")
                ColumnCount columnCount)
        implements Decode, Checked {

    @Override
    public void check(Problems problems) {
        if (delimiter.equals(quote)) {
            problems.at("quote")
                    .add("is the delimiter too: " + Excerpt.of(delimiter), "use none if fields are not quoted");
        }
        if (delimiter.equals(escape)) {
            problems.at("escape").add("is the delimiter too: " + Excerpt.of(delimiter), null);
        }
        if (escape != null && escape.equals(quote)) {
            problems.at("escape")
                    .add("is the quote too: " + Excerpt.of(escape), "leave it out: a doubled quote is the default");
        }
    }

    @Override
    public String word() {
        return "csv";
    }
}
