package io.penstock.pipeline.test;

import org.jspecify.annotations.Nullable;

/** One thing that happens in a case. */
public sealed interface Step permits Send, Advance, Change, Kill, Step.Restart {

    /** The file that its records or rows are in; nothing where it names none. */
    default @Nullable String file() {
        return null;
    }

    /** The queries are stopped, and started again from their checkpoints. */
    record Restart() implements Step {

        /** How it is written. */
        public static final String WORD = "restart";
    }
}
