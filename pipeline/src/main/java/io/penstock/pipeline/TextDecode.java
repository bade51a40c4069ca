package io.penstock.pipeline;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lines of text that a regular expression takes apart: each named group is the column of its name. Where a
 * {@link ReadyPattern} is named, what the file leaves out is that of the pattern.
 *
 * @param nullValue the text that is NULL; null when only the empty text of a column that is no string is
 */
public record TextDecode(
        @Key(
                        value =
                                "A regular expression of Java that matches the whole record and has a named group `(?<column>…)` for each"
                                        + " column, or the name of a ready-made one: `apache-common` or `apache-combined`.",
                        example = "'(?<at>\\S+) (?<level>[A-Z]+) (?<message>.*)'",
                        notation = Notation.PATTERN)
                String pattern,
        @Key(
                        value =
                                "The columns, as Spark writes them in DDL: one for each named group. `NOT NULL` behind a type makes a missing"
                                        + " value a dead letter.",
                        example = "at TIMESTAMP, level STRING NOT NULL, message STRING",
                        notation = Notation.SCHEMA,
                        unset = "the columns of a ready-made pattern; any other pattern needs it")
                String schema,
        @Key(
                        value =
                                "How TIMESTAMP columns are written: `epoch-seconds`, `epoch-millis`, `epoch-micros`, `iso-8601`, or a pattern"
                                        + " of java.time such as `dd/MMM/yyyy:HH:mm:ss Z`.",
                        example = "yyyy-MM-dd HH:mm:ss,SSS",
                        notation = Notation.TIMESTAMP_FORMAT,
                        unset = "`iso-8601`, or that of a ready-made pattern")
                @Nullable
                String timestampFormat,
        @Key(
                        value = "The text that stands for NULL. With it, an empty text is an empty text and no NULL.",
                        example = "'-'",
                        notation = Notation.ANY,
                        unset =
                                "an empty text is NULL, but the empty text in a STRING column; `-` with a ready-made pattern")
                @Nullable
                String nullValue)
        implements Decode, Checked {

    public TextDecode {
        Optional<ReadyPattern> ready = ReadyPattern.find(pattern);
        schema = schema == null ? ready.map(ReadyPattern::schema).orElse("") : schema;
        timestampFormat = timestampFormat == null
                ? ready.map(ReadyPattern::timestampFormat).orElse(null)
                : timestampFormat;
        nullValue = nullValue == null ? ready.map(ReadyPattern::nullValue).orElse(null) : nullValue;
    }

    /** The regular expression, also where the file names a ready-made one. */
    public String regex() {
        return ReadyPattern.find(pattern).map(ReadyPattern::regex).orElse(pattern);
    }

    @Override
    public void check(Problems problems) {
        if (schema.isEmpty()) {
            String hint = Suggestion.among(ReadyPattern.words(), pattern)
                    .orElse("add the columns of the groups; only a ready-made pattern brings its own: "
                            + String.join(", ", ReadyPattern.words()));
            problems.at("schema").add("is missing", hint);
        }
    }

    @Override
    public String word() {
        return "text";
    }
}
