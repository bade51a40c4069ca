package io.penstock.pipeline.test;

import io.penstock.pipeline.Key;

/** The run dies in the middle of a batch, and another one goes on from what is durable. */
public record Kill(
        @Key(
                        value =
                                "How far the batch has come when the run dies: a step of the commit protocol, under the name that it has there.",
                        example = "prepared",
                        defaultsTo = "tables-committed")
                KillPoint at)
        implements Step {

    /** How it is written where nothing is said of it. */
    public static final String WORD = "kill";

    /** Where it dies unless it is said. */
    public static final KillPoint USUAL_POINT = KillPoint.TABLES_COMMITTED;
}
