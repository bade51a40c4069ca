package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Figures;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** How a deployed pipeline is, as the runtime tells it. */
record PipelineStatus(
        String name,
        String state,
        long batches,
        long rows,
        double rowsPerSecond,
        long batchMillis,
        double secondsBehind,
        long deadLetters,
        long late,
        @Nullable String lastError,
        List<String> tables,
        List<String> indices,
        List<String> lacking) {

    static PipelineStatus of(JsonNode json) {
        return new PipelineStatus(
                json.path("name").asText(),
                json.path("state").asText().toLowerCase(Locale.ROOT),
                json.path("batches").asLong(),
                json.path("rows").asLong(),
                json.path("rows_per_second").asDouble(),
                json.path("batch_millis").asLong(),
                json.path("seconds_behind").asDouble(),
                json.path("dead_letters").asLong(),
                json.path("late").asLong(),
                json.path("last_error").textValue(),
                outputs(json, "table"),
                outputs(json, "index"),
                lacking(json));
    }

    /** What its indices lack because OpenSearch was away, a sentence each. */
    private static List<String> lacking(JsonNode json) {
        return StreamSupport.stream(json.path("outputs").spliterator(), false)
                .filter(output -> output.path("lacking").isObject())
                .map(output -> {
                    JsonNode lacking = output.path("lacking");
                    String reason = lacking.path("reason").textValue();
                    return "index %s lacks %s documents of %s batches%s"
                            .formatted(
                                    output.path("index").asText(),
                                    Figures.count(lacking.path("documents").asLong()),
                                    Figures.count(lacking.path("batches").asLong()),
                                    reason == null ? "" : ": " + reason);
                })
                .toList();
    }

    /** Why it does not run, or what is not as it should be while it does; nothing where all is well. */
    String trouble() {
        if (!lacking.isEmpty() && state.equals("running")) {
            return String.join("; ", lacking);
        }
        return lastError == null ? "" : lastError;
    }

    private static List<String> outputs(JsonNode json, String kind) {
        return StreamSupport.stream(json.path("outputs").spliterator(), false)
                .map(output -> output.path(kind).textValue())
                .filter(Objects::nonNull) // of another kind
                .toList();
    }

    static PipelineStatus load(RuntimeClient client, String name) {
        return of(client.get(path(name)));
    }

    /** The path of the pipeline's resource. */
    static String path(String name) {
        return "/api/pipelines/" + RuntimeClient.segment(name);
    }

    /** The duration of its last batch for people. */
    String batchTime() {
        return batchMillis == 0 ? "-" : Figures.time(Duration.ofMillis(batchMillis));
    }

    /** How far its tables are behind its topics; a pipeline that does not run falls behind without anybody measuring it. */
    String behind() {
        return running() ? Figures.seconds(secondsBehind) : "-";
    }

    /** Whether it goes on by itself. */
    boolean running() {
        return state.equals("running") || state.equals("starting") || waiting();
    }

    /** Something outside does not answer; {@link #lastError} tells what. */
    boolean waiting() {
        return state.equals("waiting");
    }

    /** Whether it had an end, and is there. */
    boolean finished() {
        return state.equals("finished");
    }

    boolean failed() {
        return state.equals("failed");
    }
}
