package io.penstock.engine.plan;

import java.util.List;

/**
 * A pipeline ready to run.
 *
 * @param pipeline its name
 * @param sources plans of its sources in the order of the file, those without outputs left out
 * @param fingerprint changes with everything that changes what is computed
 */
public record PipelinePlan(String pipeline, List<SourcePlan> sources, String fingerprint) {

    public PipelinePlan {
        sources = List.copyOf(sources);
    }

    public SourcePlan source(String name) {
        return sources.stream()
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Cannot plan source " + name + ", it has no outputs"));
    }
}
