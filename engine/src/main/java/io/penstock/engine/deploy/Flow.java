package io.penstock.engine.deploy;

import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.ViewPlan;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Which queries a pipeline has.
 *
 * @param feeds the query that feeds each output: a source or a view with state, by the output's name
 * @param states what the state of each view depends on, by the view's name
 * @param kept the types of all that each processor keeps, by their paths, by the view's name
 * @param code what changes with the jars of each processor, by the view's name
 */
record Flow(
        Map<String, String> feeds,
        Map<String, String> states,
        Map<String, Map<String, String>> kept,
        Map<String, String> code) {

    Flow {
        feeds = Map.copyOf(feeds);
        states = Map.copyOf(states);
        kept = Map.copyOf(kept);
        code = Map.copyOf(code);
    }

    /** Without processors. */
    Flow(Map<String, String> feeds, Map<String, String> states) {
        this(feeds, states, Map.of(), Map.of());
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
                                .version())));
    }
}
