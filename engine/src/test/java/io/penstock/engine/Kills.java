package io.penstock.engine;

import org.jspecify.annotations.Nullable;

/**
 * How many drivers tests kill: one at each step of a batch and of its recovery, and one at a random moment. {@code -Dpenstock.kills=50}
 * kills so many at random moments, and one also at each step that another step of the test stands for. {@code -Dpenstock.seed=…} repeats
 * a series of random moments.
 */
final class Kills {

    private static final @Nullable Integer ASKED = Integer.getInteger("penstock.kills");

    /** How many at random moments. */
    static final int RANDOM = ASKED == null ? 1 : ASKED;

    private Kills() {}

    /** Kills that others stand for, where there is time for them. */
    static void moreover(Runnable kills) {
        if (ASKED != null) {
            kills.run();
        }
    }
}
