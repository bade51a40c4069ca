package io.penstock.engine.test;

import io.penstock.engine.batch.InputSpec;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.test.RowDifferences.Text;
import io.penstock.engine.test.TestReport.Difference;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.TopicOutput;
import io.penstock.pipeline.test.Expected;
import io.penstock.pipeline.test.ExpectedDeadLetter;
import io.penstock.pipeline.test.ExpectedLateRow;
import io.penstock.pipeline.test.ExpectedRows;
import io.penstock.pipeline.test.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What a case expects, in the values of {@link PlainRows}. */
final class ExpectedContent {

    private static final List<String> DEAD_LETTER =
            List.of("source", "stage", "rule", "output", "reason", "key", "value");
    private static final List<String> LATE_ROW = List.of("source", "view", "event_time", "watermark", "key", "value");

    private final Map<String, Rows> outputs = new LinkedHashMap<>();
    private final List<Map<String, @Nullable Object>> deadLetters = new ArrayList<>();
    private final List<Map<String, @Nullable Object>> lateRows = new ArrayList<>();
    private final ToIntFunction<String> lines;

    /** @param count null where rows are compared */
    private record Rows(List<Map<String, @Nullable Object>> rows, @Nullable Long count) {}

    private ExpectedContent(ToIntFunction<String> lines) {
        this.lines = lines;
    }

    /**
     * @param at of the expectations
     * @param lines gives the line of a path below them
     */
    static ExpectedContent of(Expected expected, PipelinePlan plan, Problems at, ToIntFunction<String> lines) {
        ExpectedContent content = new ExpectedContent(lines);
        Map<String, OutputPlan> plans = new TreeMap<>();
        plan.queries().forEach(query -> query.outputs().forEach(output -> plans.put(output.name(), output)));
        expected.outputs().forEach((name, rows) -> {
            OutputPlan output = plans.get(name);
            if (output != null) {
                content.outputs.put(name, rows(rows, output, at.at("outputs").at(name)));
            }
        });
        expected.deadLetters().forEach(dead -> content.deadLetters.add(row(dead)));
        expected.lateRows().forEach(late -> content.lateRows.add(row(late)));
        return content;
    }

    private static Rows rows(ExpectedRows expected, OutputPlan output, Problems at) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < expected.rows().size(); i++) {
            Map<String, Value> row = expected.rows().get(i);
            Problems here = at.at("rows").at(i);
            rows.add(
                    output.spec() instanceof TopicOutput
                            ? ExpectedValues.message(row, here)
                            : ExpectedValues.row(row, output.columns(), here));
        }
        return new Rows(rows, rows.isEmpty() ? expected.count() : null);
    }

    private static Map<String, @Nullable Object> row(ExpectedDeadLetter dead) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        putIfGiven(row, "source", dead.source());
        putIfGiven(row, "stage", dead.stage());
        putIfGiven(row, "rule", dead.rule());
        putIfGiven(row, "output", dead.output());
        putIfGiven(row, "reason", dead.reason());
        putIfGiven(row, "key", dead.key());
        putIfGiven(row, "value", dead.value());
        return row;
    }

    private static Map<String, @Nullable Object> row(ExpectedLateRow late) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        putIfGiven(row, "source", late.source());
        putIfGiven(row, "view", late.view());
        putIfGiven(row, "event_time", late.eventTime());
        putIfGiven(row, "key", late.key());
        putIfGiven(row, "value", late.value());
        return row;
    }

    private static void putIfGiven(Map<String, @Nullable Object> row, String column, @Nullable Object value) {
        if (value != null) {
            row.put(column, value);
        }
    }

    /** How what was collected differs from it. */
    List<Difference> differences(Collected collected) {
        List<Difference> differences = new ArrayList<>();
        outputs.forEach((name, rows) -> {
            List<Map<String, @Nullable Object>> actual = collected.rows(Case.output(name));
            String at = "outputs." + name;
            if (rows.count() == null) {
                compare(at, rows.rows(), actual, differences);
            } else if (rows.count() != actual.size()) {
                String summary = "has %,d %s, expected %,d"
                        .formatted(actual.size(), actual.size() == 1 ? "row" : "rows", rows.count());
                Text text = new RowDifferences(List.of(), actual).text();
                differences.add(new Difference(at, lines.applyAsInt(at), summary, text.lines()));
            }
        });
        compare("dead-letters", deadLetters, shown(collected.rows(Case.DEAD_LETTERS), DEAD_LETTER), differences);
        compare("late-rows", lateRows, shown(collected.rows(InputSpec.LATE), LATE_ROW), differences);
        return differences;
    }

    private static List<Map<String, @Nullable Object>> shown(
            List<Map<String, @Nullable Object>> rows, List<String> columns) {
        return rows.stream().map(row -> only(row, columns)).toList();
    }

    /** Some columns of a row, as far as they have a value. */
    private static Map<String, @Nullable Object> only(Map<String, @Nullable Object> row, List<String> columns) {
        Map<String, @Nullable Object> some = new LinkedHashMap<>();
        columns.forEach(column -> putIfGiven(some, column, row.get(column)));
        return some;
    }

    private void compare(
            String at,
            List<Map<String, @Nullable Object>> expected,
            List<Map<String, @Nullable Object>> actual,
            List<Difference> differences) {
        RowDifferences compared = new RowDifferences(expected, actual);
        if (!compared.none()) {
            Text text = compared.text();
            differences.add(new Difference(at, lines.applyAsInt(at), text.summary(), text.lines()));
        }
    }
}
