package io.penstock.engine.plan;

import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.TopicOutput;
import java.util.List;

/** What one query of a pipeline does: that of a source, or that of a view with state. */
public sealed interface QueryPlan permits SourcePlan, ViewPlan {

    /** Name of the source or view, which is that of the query. */
    String name();

    /** The outputs it feeds. */
    List<OutputPlan> outputs();

    /** The outputs that are tables, those of databases included. */
    default List<OutputPlan> tables() {
        return outputs().stream().filter(OutputPlan::isTable).toList();
    }

    /** The outputs that are topics. */
    default List<OutputPlan> topics() {
        return outputs().stream()
                .filter(output -> output.spec() instanceof TopicOutput)
                .toList();
    }

    /** The outputs that are indices. */
    default List<OutputPlan> indices() {
        return outputs().stream()
                .filter(output -> output.spec() instanceof IndexOutput)
                .toList();
    }
}
