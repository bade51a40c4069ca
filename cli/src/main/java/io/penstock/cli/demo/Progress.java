package io.penstock.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What the pipeline has done.
 *
 * @param error why the pipeline failed, or nothing
 */
public record Progress(long rows, long deadLetters, @Nullable String error) {

    public static final Progress NONE = new Progress(0, 0, null);

    static Progress of(JsonNode status) {
        boolean failed = status.path("state").asText().equalsIgnoreCase("failed");
        return new Progress(
                status.path("rows").asLong(),
                status.path("dead_letters").asLong(),
                failed ? status.path("last_error").asText("for no reason that it tells") : null);
    }

    /** Without what had been done before. */
    public Progress since(Progress before) {
        return new Progress(rows - before.rows, deadLetters - before.deadLetters, error);
    }

    /** Records that came out at one of the two ends. */
    public long done() {
        return rows + deadLetters;
    }
}
