package io.penstock.pipeline.test;

/** One thing that happens in a case. */
public sealed interface Step permits Send, Advance, Step.Restart {

    /** The queries are stopped, and started again from their checkpoints. */
    record Restart() implements Step {

        /** How it is written. */
        public static final String WORD = "restart";
    }
}
