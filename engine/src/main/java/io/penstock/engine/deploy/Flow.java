package io.penstock.engine.deploy;

import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.QueryPlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.reindex.Reindexing;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which queries a pipeline has.
 *
 * @param feeds the query that feeds each output: a source or a view with state, by the output's name
 * @param states what the state of each view depends on, by the view's name
 * @param kept the types of all that each processor keeps, by their paths, by the view's name
 * @param code what changes with the jars of each processor, by the view's name
 * @param anew outputs whose index can be made anew from a table, and so get other fields
 */
record Flow(
        Map<String, String> feeds,
        Map<String, String> states,
        Map<String, Map<String, String>> kept,
        Map<String, String> code,
        Set<String> anew) {

    Flow {
        feeds = Map.copyOf(feeds);
        states = Map.copyOf(states);
        kept = Map.copyOf(kept);
        code = Map.copyOf(code);
        anew = Set.copyOf(anew);
    }

    /** Without processors and indices. */
    Flow(Map<String, String> feeds, Map<String, String> states) {
        this(feeds, states, Map.of(), Map.of(), Set.of());
    }

    static Flow of(PipelinePlan plan) {
        List<ViewPlan> processors =
                plan.views().stream().filter(view -> view.processor() != null).toList();
        return new Flow(
                plan.feeds(),
                plan.views().stream().collect(Collectors.toMap(ViewPlan::name, ViewPlan::definition)),
                processors.stream().collect(Collectors.toMap(ViewPlan::name, ViewPlan::kept)),
                processors.stream()
                        .collect(Collectors.toMap(ViewPlan::name, view -> Objects.requireNonNull(view.processor())
                                .code()
                                .version())),
                plan.queries().stream().flatMap(Flow::anew).collect(Collectors.toSet()));
    }

    private static Stream<String> anew(QueryPlan query) {
        return query.indices().stream()
                .filter(output -> Reindexing.canRun(query, output))
                .map(OutputPlan::name);
    }
}
