package io.penstock.engine.deploy;

import org.jspecify.annotations.Nullable;

/**
 * One difference between the pipeline that is deployed and the one that is to take its place.
 *
 * @param path where, such as {@code sources.clicks.kafka.topic}
 * @param what what happens to it, such as {@code changes from 'a' to 'b'}
 * @param refusal why it cannot be done while what is kept stays; nothing when it can
 */
public record Change(String path, String what, @Nullable String refusal) {

    private static final String DASHBOARDS = "dashboards.";

    /** Of what is only shown, and which no run knows of. */
    boolean isOfDashboard() {
        return path.startsWith(DASHBOARDS);
    }

    /** {@code views.odd changes}, with the reason behind it where it is refused. */
    @Override
    public String toString() {
        return refusal == null ? path + " " + what : path + " " + what + ": " + refusal;
    }
}
