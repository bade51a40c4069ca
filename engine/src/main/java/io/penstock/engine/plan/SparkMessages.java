package io.penstock.engine.plan;

import org.apache.spark.SparkThrowable;

/** Spark's messages in one line, in Spark's own words, so that they can be searched for. */
public final class SparkMessages {

    private static final int MAX_LENGTH = 300;

    private SparkMessages() {}

    /** The first line, without the SQL state and position that follow it. */
    public static String firstLine(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = message.strip().lines().findFirst().orElse("");
        line = line.replaceFirst("\\s*SQLSTATE: \\w+.*$", "");
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }

    /** Lets through what is a fault of the SQL; anything else is a fault of ours. */
    static void rethrowUnlessAnalysis(Exception e) {
        if (e instanceof SparkThrowable) {
            return;
        }
        if (e instanceof RuntimeException runtime) {
            throw runtime;
        }
        throw new IllegalStateException(e);
    }
}
