package io.penstock.engine.test;

import io.penstock.engine.batch.InputSpec;
import io.penstock.engine.plan.PipelinePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What came of the steps of a case: rows by output, dead letters and late rows.
 *
 * @param failure why the pipeline failed, or nothing
 */
record Outcome(
        @Nullable String failure,
        Map<String, List<Map<String, @Nullable Object>>> outputs,
        List<Map<String, @Nullable Object>> deadLetters,
        List<Map<String, @Nullable Object>> lateRows) {

    static Outcome of(@Nullable String failure, PipelinePlan plan, Collected collected) {
        Map<String, List<Map<String, @Nullable Object>>> outputs = new TreeMap<>();
        plan.queries().forEach(query -> query.outputs()
                .forEach(output -> outputs.put(output.name(), collected.rows(Case.output(output.name())))));
        return new Outcome(failure, outputs, collected.rows(Case.DEAD_LETTERS), collected.rows(InputSpec.LATE));
    }

    /** The columns of rows whose values are others in another run: such as the current time. */
    static Set<String> unstable(List<Map<String, @Nullable Object>> rows, List<Map<String, @Nullable Object>> others) {
        Map<String, List<String>> once = values(rows);
        Map<String, List<String>> again = values(others);
        Set<String> unstable = new TreeSet<>();
        once.forEach((column, values) -> {
            if (!values.equals(again.get(column))) {
                unstable.add(column);
            }
        });
        return unstable;
    }

    private static Map<String, List<String>> values(List<Map<String, @Nullable Object>> rows) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        rows.forEach(row -> row.forEach((column, value) ->
                values.computeIfAbsent(column, name -> new ArrayList<>()).add(YamlText.of(value))));
        values.values().forEach(list -> list.sort(null));
        return values;
    }
}
