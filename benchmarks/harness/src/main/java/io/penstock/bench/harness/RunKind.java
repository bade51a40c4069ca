package io.penstock.bench.harness;

import java.util.Locale;

/** The runs of a contender's process. */
enum RunKind {
    /** From the start of the JVM. */
    COLD,
    /** The second run in the JVM. */
    WARM;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
