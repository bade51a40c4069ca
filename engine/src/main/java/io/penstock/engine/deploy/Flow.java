package io.penstock.engine.deploy;

import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.ViewPlan;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which queries a pipeline has.
 *
 * @param feeds the query that feeds each output: a source or a view with state, by the output's name
 * @param states what the state of each view depends on, by the view's name
 */
record Flow(Map<String, String> feeds, Map<String, String> states) {

    Flow {
        feeds = Map.copyOf(feeds);
        states = Map.copyOf(states);
    }

    static Flow of(PipelinePlan plan) {
        return new Flow(
                plan.feeds(), plan.views().stream().collect(Collectors.toMap(ViewPlan::name, ViewPlan::definition)));
    }
}
