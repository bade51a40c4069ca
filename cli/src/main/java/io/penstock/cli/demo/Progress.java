package io.penstock.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What the pipeline has done.
 *
 * @param records read
 * @param rows written to outputs
 * @param secondsBehind how old what waits is; 0 when nothing waits
 * @param error why the pipeline failed, or nothing
 */
public record Progress(long records, long rows, long deadLetters, double secondsBehind, @Nullable String error) {

    public static final Progress NONE = new Progress(0, 0, 0, 0, null);

    static Progress of(JsonNode status) {
        boolean failed = status.path("state").asText().equalsIgnoreCase("failed");
        return new Progress(
                status.path("records").asLong(),
                status.path("rows").asLong(),
                status.path("dead_letters").asLong(),
                status.path("seconds_behind").asDouble(),
                failed ? status.path("last_error").asText("for no reason that it tells") : null);
    }

    /** Without what had been done before. */
    public Progress since(Progress before) {
        return new Progress(
                records - before.records, rows - before.rows, deadLetters - before.deadLetters, secondsBehind, error);
    }
}
