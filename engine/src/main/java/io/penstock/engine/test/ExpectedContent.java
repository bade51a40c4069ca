package io.penstock.engine.test;

import io.penstock.engine.batch.InputSpec;
import io.penstock.engine.plan.GroupRows;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.test.RowDifferences.Text;
import io.penstock.engine.test.TestReport.Difference;
import io.penstock.pipeline.DedupView;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.Suggestion;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** What a case expects, in the values of {@link PlainRows}. */
final class ExpectedContent {

    private static final List<String> DEAD_LETTER =
            List.of("source", "stage", "rule", "output", "reason", "key", "value");
    private static final List<String> LATE_ROW = List.of("source", "view", "event_time", "watermark", "key", "value");

    private final Map<String, Rows> outputs = new LinkedHashMap<>();
    private final Map<String, ExpectedRows> state;
    private final List<Map<String, @Nullable Object>> deadLetters = new ArrayList<>();
    private final List<Map<String, @Nullable Object>> lateRows = new ArrayList<>();
    private final ToIntFunction<String> lines;

    /** @param count null where rows are compared */
    private record Rows(List<Map<String, @Nullable Object>> rows, @Nullable Long count) {}

    private ExpectedContent(Map<String, ExpectedRows> state, ToIntFunction<String> lines) {
        this.state = state;
        this.lines = lines;
    }

    /**
     * @param at of the expectations
     * @param sessions sessions in which a view can be planned
     * @param lines gives the line of a path below them
     */
    static ExpectedContent of(
            Expected expected,
            PipelinePlan plan,
            Problems at,
            Supplier<SparkSession> sessions,
            ToIntFunction<String> lines) {
        ExpectedContent content = new ExpectedContent(expected.state(), lines);
        Map<String, OutputPlan> plans = new TreeMap<>();
        plan.queries().forEach(query -> query.outputs().forEach(output -> plans.put(output.name(), output)));
        expected.outputs().forEach((name, rows) -> {
            OutputPlan output = plans.get(name);
            if (output != null) {
                content.outputs.put(name, rows(rows, output, at.at("outputs").at(name)));
            }
        });
        expected.state()
                .forEach((view, rows) ->
                        checkState(rows, view, plan, at.at("state").at(view), sessions));
        expected.deadLetters().forEach(dead -> content.deadLetters.add(row(dead)));
        expected.lateRows().forEach(late -> content.lateRows.add(row(late)));
        return content;
    }

    private static Rows rows(ExpectedRows expected, OutputPlan output, Problems at) {
        return rows(
                expected,
                (row, here) -> output.spec() instanceof TopicOutput
                        ? ExpectedValues.message(row, here)
                        : ExpectedValues.row(row, output.columns(), here),
                at);
    }

    private static Rows rows(
            ExpectedRows expected,
            BiFunction<Map<String, Value>, Problems, Map<String, @Nullable Object>> read,
            Problems at) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < expected.rows().size(); i++) {
            rows.add(read.apply(expected.rows().get(i), at.at("rows").at(i)));
        }
        return new Rows(rows, rows.isEmpty() ? expected.count() : null);
    }

    /** Says what can be known before anything runs: which columns Spark keeps of a join, only the state itself knows. */
    private static void checkState(
            ExpectedRows expected, String view, PipelinePlan plan, Problems at, Supplier<SparkSession> sessions) {
        Map<String, ViewPlan> keeping = new TreeMap<>();
        plan.views().stream().filter(ViewPlan::keepsState).forEach(found -> keeping.put(found.name(), found));
        ViewPlan planned = keeping.get(view);
        if (planned == null) {
            String there = keeping.isEmpty() ? "there are none" : "there are: " + String.join(", ", keeping.keySet());
            at.add(
                    "is no view of the pipeline that keeps state in a query of its own",
                    Suggestion.among(keeping.keySet(), view).orElse(there));
        } else if (planned.processor() != null || planned.views().get(view) instanceof DedupView) {
            at.add(
                    "is computed by a processor or by dedup, whose state cannot be shown as rows",
                    "expect what comes of it in an output");
        } else if (GroupRows.of(planned, sessions.get()) != null) {
            stateRows(expected, planned.columns(), at);
        }
    }

    private static Rows stateRows(ExpectedRows expected, StructType columns, Problems at) {
        return rows(expected, (row, here) -> ExpectedValues.row(row, columns, here), at);
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

    /** The views whose state it has something to say of. */
    Set<String> views() {
        return state.keySet();
    }

    /** How what was collected differs from it. @param kept what these {@link #views} keep */
    List<Difference> differences(Collected collected, Map<String, KeptRows> kept) {
        List<Difference> differences = new ArrayList<>();
        outputs.forEach(
                (name, rows) -> compare("outputs." + name, rows, collected.rows(Case.output(name)), differences));
        state.forEach((view, rows) -> compareState("state." + view, rows, kept.get(view), differences));
        compare("dead-letters", deadLetters, shown(collected.rows(Case.DEAD_LETTERS), DEAD_LETTER), differences);
        compare("late-rows", lateRows, shown(collected.rows(InputSpec.LATE), LATE_ROW), differences);
        return differences;
    }

    private void compareState(String at, ExpectedRows expected, KeptRows kept, List<Difference> differences) {
        if (kept.columns() == null) {
            if (kept.obstacle() != null) {
                differences.add(new Difference(at, lines.applyAsInt(at), kept.obstacle(), List.of()));
            } else if (!expected.rows().isEmpty() || expected.count() != 0) {
                differences.add(new Difference(at, lines.applyAsInt(at), "is empty, no batch came to it", List.of()));
            }
            return;
        }
        Problems wrong = new Problems();
        Rows rows = stateRows(expected, kept.columns(), wrong);
        if (wrong.list().isEmpty()) {
            compare(at, rows, kept.rows(), differences);
            return;
        }
        List<String> reasons = new ArrayList<>();
        for (Problem problem : wrong.list()) {
            reasons.add(
                    problem.path() + " " + problem.reason() + (problem.hint() == null ? "" : ", " + problem.hint()));
        }
        differences.add(new Difference(at, lines.applyAsInt(at), "cannot be compared with what is kept", reasons));
    }

    private void compare(
            String at, Rows rows, List<Map<String, @Nullable Object>> actual, List<Difference> differences) {
        if (rows.count() == null) {
            compare(at, rows.rows(), actual, differences);
        } else if (rows.count() != actual.size()) {
            String summary = "has %,d %s, expected %,d"
                    .formatted(actual.size(), actual.size() == 1 ? "row" : "rows", rows.count());
            Text text = new RowDifferences(List.of(), actual).text();
            differences.add(new Difference(at, lines.applyAsInt(at), summary, text.lines()));
        }
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
