package io.penstock.cli.init;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the records of a sample can be read.
 *
 * @param format {@code csv} or {@code json}
 * @param columns in their order
 * @param timestampFormat of the TIMESTAMP columns, or nothing where there is none to state
 * @param eventTime the column that tells when an event happened, or nothing
 * @param settings further keys of the decoder, in their order, as YAML values
 * @param notes what the author of the file should know, in sentences
 */
public record Guess(
        String format,
        List<Column> columns,
        @Nullable String timestampFormat,
        @Nullable String eventTime,
        Map<String, String> settings,
        List<String> notes) {

    public Guess {
        columns = List.copyOf(columns);
        notes = List.copyOf(notes);
    }

    /**
     * A column.
     *
     * @param type in Spark's DDL
     * @param notNull whether no record of the sample was without it
     * @param path where it lies in a JSON object, or nothing where that is the field of its name
     */
    public record Column(String name, String type, boolean notNull, @Nullable String path) {}
}
