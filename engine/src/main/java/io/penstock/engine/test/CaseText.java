package io.penstock.engine.test;

import io.penstock.pipeline.test.Advance;
import io.penstock.pipeline.test.Send;
import io.penstock.pipeline.test.Step;
import io.penstock.pipeline.test.TestRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a case: its steps, and what came of them twice as what is expected. */
final class CaseText {

    private static final List<String> DEAD_LETTER =
            List.of("source", "stage", "rule", "output", "reason", "key", "value");
    private static final List<String> LATE_ROW = List.of("source", "view", "event_time", "key", "value");

    private final StringBuilder text = new StringBuilder();
    private final List<String> notes = new ArrayList<>();

    private CaseText() {}

    /**
     * @param first what came of the steps
     * @param second what came of them another time: what differs is not expected
     * @param comments lines above the case
     */
    static WrittenCase of(String name, List<Step> steps, Outcome first, Outcome second, List<String> comments) {
        CaseText text = new CaseText();
        comments.forEach(comment -> text.line(2, "# " + comment.replaceAll("\\s+", " ")));
        text.line(2, "- name: " + YamlText.text(name));
        text.line(4, "steps:");
        steps.forEach(text::step);
        int before = text.text.length();
        text.outputs(first, second);
        text.rows("dead-letters", first.deadLetters(), second.deadLetters(), DEAD_LETTER);
        text.rows("late-rows", first.lateRows(), second.lateRows(), LATE_ROW);
        text.text.insert(before, text.text.length() == before ? "    expect: {}\n" : "    expect:\n");
        return new WrittenCase(text.text.toString(), text.notes);
    }

    private void line(int indent, String line) {
        text.append(" ".repeat(indent)).append(line).append('\n');
    }

    private void step(Step step) {
        if (step instanceof Send send) {
            line(6, "- send:");
            line(10, "source: " + YamlText.text(send.source()));
            line(10, "records:");
            send.records().forEach(record -> line(12, "- " + record(record)));
        } else if (step instanceof Advance advance) {
            line(6, "- advance: { source: %s, to: %s }".formatted(YamlText.text(advance.source()), advance.to()));
        } else {
            line(6, "- " + Step.Restart.WORD);
        }
    }

    private static String record(TestRecord record) {
        String value = record.value();
        boolean plain = record.key() == null
                && record.headers().isEmpty()
                && record.partition() == 0
                && record.timestamp().equals(Instant.EPOCH);
        if (value != null && plain) {
            return YamlText.quoted(value);
        }
        List<String> parts = new ArrayList<>();
        if (value != null) {
            parts.add("value: " + YamlText.quoted(value));
        }
        if (record.key() != null) {
            parts.add("key: " + YamlText.quoted(record.key()));
        }
        if (!record.headers().isEmpty()) {
            List<String> headers = new ArrayList<>();
            record.headers()
                    .forEach((name, header) -> headers.add(YamlText.text(name) + ": " + YamlText.quoted(header)));
            parts.add("headers: { " + String.join(", ", headers) + " }");
        }
        if (!record.timestamp().equals(Instant.EPOCH)) {
            parts.add("timestamp: " + record.timestamp());
        }
        parts.add("partition: " + record.partition());
        return "{ " + String.join(", ", parts) + " }";
    }

    private void outputs(Outcome first, Outcome second) {
        int before = text.length();
        first.outputs().forEach((output, rows) -> {
            List<Map<String, @Nullable Object>> others = second.outputs().getOrDefault(output, List.of());
            if (rows.size() != others.size()) {
                notes.add("output %s is not compared: it had %d rows, and %d when it was run again"
                        .formatted(output, rows.size(), others.size()));
                return;
            }
            Set<String> unstable = Outcome.unstable(rows, others);
            if (!unstable.isEmpty()) {
                notes.add("output %s is compared without %s, which had other values when it was run again"
                        .formatted(output, String.join(", ", unstable)));
            }
            boolean nothingLeft =
                    !rows.isEmpty() && unstable.size() == rows.get(0).size();
            if (rows.isEmpty() || nothingLeft) {
                line(8, "%s: { count: %d }".formatted(YamlText.text(output), rows.size()));
            } else {
                line(8, YamlText.text(output) + ":");
                line(10, "rows:");
                rows.forEach(row -> line(12, "- " + YamlText.of(without(row, unstable))));
            }
        });
        if (text.length() > before) {
            text.insert(before, "      outputs:\n");
        }
    }

    private void rows(
            String key,
            List<Map<String, @Nullable Object>> rows,
            List<Map<String, @Nullable Object>> others,
            List<String> columns) {
        if (rows.isEmpty()) {
            return;
        }
        Set<String> unstable = Outcome.unstable(rows, others);
        line(6, key + ":");
        for (Map<String, @Nullable Object> row : rows) {
            Map<String, @Nullable Object> shown = new LinkedHashMap<>();
            for (String column : columns) {
                if (row.get(column) != null && !unstable.contains(column)) {
                    shown.put(column.replace('_', '-'), row.get(column));
                }
            }
            line(8, "- " + YamlText.of(shown));
        }
    }

    private static Map<String, @Nullable Object> without(Map<String, @Nullable Object> row, Set<String> columns) {
        Map<String, @Nullable Object> some = new LinkedHashMap<>(row);
        some.keySet().removeAll(columns);
        return some;
    }
}
