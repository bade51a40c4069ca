package io.penstock.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A pipeline ready to run.
 *
 * @param pipeline its name
 * @param sources plans of its sources in the order of the file, those without outputs left out
 * @param views plans of its views with state, those without outputs left out
 * @param fingerprint changes with everything that changes what is computed
 */
public record PipelinePlan(String pipeline, List<SourcePlan> sources, List<ViewPlan> views, String fingerprint) {

    public PipelinePlan {
        sources = List.copyOf(sources);
        views = List.copyOf(views);
    }

    /** All its queries. */
    public List<QueryPlan> queries() {
        List<QueryPlan> queries = new ArrayList<>(sources);
        queries.addAll(views);
        return queries;
    }

    /** The query that feeds each output, by the output's name. */
    public Map<String, String> feeds() {
        Map<String, String> feeds = new TreeMap<>();
        queries().forEach(query -> query.outputs().forEach(output -> feeds.put(output.name(), query.name())));
        return feeds;
    }

    /** The queries that read a source, in the order of the file; the first one keeps the dead letters, and counts the records. */
    public List<QueryPlan> readersOf(String source) {
        return queries().stream()
                .filter(query -> query.name().equals(source)
                        || query instanceof ViewPlan view
                                && view.sources().stream()
                                        .anyMatch(read -> read.name().equals(source)))
                .toList();
    }

    /** Whether the query is the first one that reads the source. */
    public boolean keepsDeadLetters(QueryPlan query, String source) {
        return readersOf(source).get(0).name().equals(query.name());
    }

    public ViewPlan view(String name) {
        return views.stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Cannot plan view " + name + ", it keeps no state"));
    }

    public SourcePlan source(String name) {
        return sources.stream()
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Cannot plan source " + name + ", it has no outputs"));
    }
}
