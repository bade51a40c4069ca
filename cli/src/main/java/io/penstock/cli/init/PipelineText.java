package io.penstock.cli.init;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A pipeline file that reads a topic as guessed and keeps its rows in a table; commented, to be edited by a person. */
public final class PipelineText {

    private static final int LONGEST_NAME = 55; // leaves room for -table
    private static final int COMMENT_WIDTH = 110;

    private PipelineText() {}

    /** A name that a pipeline can have, made from that of a topic or file. */
    public static String name(String origin) {
        String stem = origin.replaceAll("(?i)(\\.(gz|csv|tsv|txt|json|jsonl|ndjson|log))+$", "");
        String folded =
                stem.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-+$", "");
        String name = folded.length() > LONGEST_NAME ? folded.substring(0, LONGEST_NAME) : folded;
        return name.isEmpty() ? "events" : name.replaceAll("-+$", "");
    }

    /**
     * @param name of the pipeline
     * @param topic that it reads
     * @param sample what the guess was made from, such as {@code 1,000 records of topic clicks}
     */
    public static String of(Guess guess, String name, String topic, String sample) {
        StringBuilder text = new StringBuilder();
        text.append("# A guess from %s, made by `penstock init`: read it, correct it.\n".formatted(sample));
        guess.notes().forEach(note -> text.append(comment(note)));
        text.append("\npipeline: %s\n# owner: your-team\n\nsources:\n  %s:\n".formatted(name, name));
        text.append("    kafka:\n      topic: %s\n".formatted(topic));
        text.append("      # partitions: 2              # for a topic that Penstock is to create\n");
        text.append("      # starting-offsets: latest   # instead of the earliest record\n");
        text.append("    decode:\n      %s:\n".formatted(guess.format()));
        appendDecoder(text, guess);
        appendExpectations(text, guess);
        text.append("\n# views:\n#   some-rows: SELECT * FROM %s WHERE %s IS NOT NULL\n"
                .formatted(
                        name.replace('-', '_'), Ddl.name(guess.columns().get(0).name())));
        text.append(
                "\noutputs:\n  %s-table:\n    table: %s\n    from: %s\n".formatted(name, name.replace('-', '_'), name));
        if (guess.eventTime() != null && guess.eventTime().matches("[A-Za-z_][A-Za-z0-9_]*")) {
            text.append("    partition-by: [days(%s)]\n".formatted(guess.eventTime()));
        }
        text.append("\n# trigger: 5 seconds             # default: 1 second; available-now ends when all is read\n");
        return text.toString();
    }

    private static String comment(String note) {
        return note.replaceAll("(.{1,%d})( |$)".formatted(COMMENT_WIDTH), "# $1\n")
                .replaceAll("[\\p{Cntrl}&&[^\n]]", " ");
    }

    private static void appendDecoder(StringBuilder text, Guess guess) {
        if (guess.columns().stream().anyMatch(Guess.Column::notNull)) {
            text.append(
                    "        # NOT NULL: no record of the sample was without it; one that is becomes a dead letter.\n");
        }
        text.append("        schema: |-\n");
        text.append(guess.columns().stream()
                .map(column -> "          " + Ddl.column(column))
                .collect(Collectors.joining(",\n", "", "\n")));
        if (guess.timestampFormat() != null) {
            text.append("        timestamp-format: %s%s\n"
                    .formatted(scalar(guess.timestampFormat()), zoneNote(guess.timestampFormat())));
        }
        guess.settings().forEach((key, value) -> text.append("        %s: %s\n".formatted(key, value)));
        Map<String, String> paths = paths(guess.columns());
        if (!paths.isEmpty()) {
            text.append("        paths:\n");
            paths.forEach((column, path) -> text.append("          %s: %s\n".formatted(scalar(column), scalar(path))));
        }
        if (guess.eventTime() != null) {
            text.append("    event-time: %s\n".formatted(scalar(guess.eventTime())));
        }
    }

    private static String zoneNote(String format) {
        boolean local = !format.startsWith("epoch-") && !format.equals(TimeFormat.ISO) && !format.matches(".*[XZz].*");
        return local ? "   # has no zone: taken as UTC" : "";
    }

    private static Map<String, String> paths(List<Guess.Column> columns) {
        Map<String, String> paths = new LinkedHashMap<>();
        for (Guess.Column column : columns) {
            @Nullable String path = column.path();
            if (path != null) {
                paths.put(column.name(), path);
            }
        }
        return paths;
    }

    private static void appendExpectations(StringBuilder text, Guess guess) {
        String column = Ddl.name(guess.columns().get(0).name());
        text.append("    # expect:\n");
        text.append("    #   - { name: has-%s, check: %s IS NOT NULL, on-violation: dead-letter }\n"
                .formatted(name(guess.columns().get(0).name()), column));
    }

    /** Plain where YAML reads it as the same text. */
    private static String scalar(String text) {
        boolean plain = text.matches("[A-Za-z_][A-Za-z0-9_.:/-]*( [A-Za-z0-9_.:/-]+)*")
                && !text.matches("(?i)true|false|yes|no|on|off|null|y|n|.*:")
                && !text.contains(": ");
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
