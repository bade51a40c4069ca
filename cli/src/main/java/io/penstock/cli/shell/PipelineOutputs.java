package io.penstock.cli.shell;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.runtime.RuntimeClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables that pipelines write, by the pipeline's name: who else writes into one breaks the account of it. */
public final class PipelineOutputs {

    private static final String DEAD_LETTERS = "dead_letters.";

    private final Map<String, String> pipelines;

    private PipelineOutputs(Map<String, String> pipelines) {
        this.pipelines = pipelines;
    }

    /** What to say before {@code statement} runs, a sentence for each table of a pipeline that it changes. */
    public static List<String> warnings(RuntimeClient client, String statement) {
        return MentionedTables.writtenBy(statement).isEmpty()
                ? List.of()
                : of(client.get("/api/pipelines")).warnings(statement);
    }

    static PipelineOutputs of(JsonNode deployed) {
        Map<String, String> pipelines = new LinkedHashMap<>();
        for (JsonNode pipeline : deployed) {
            String name = pipeline.path("name").asText();
            pipelines.put(DEAD_LETTERS + Names.plain(name).replace('-', '_'), name);
            pipeline.path("outputs")
                    .forEach(output ->
                            pipelines.put(Names.plain(output.path("table").asText()), name));
        }
        return new PipelineOutputs(pipelines);
    }

    List<String> warnings(String statement) {
        return MentionedTables.writtenBy(statement).stream()
                .distinct()
                .filter(table -> pipelines.containsKey(Names.plain(table)))
                .map(table -> "%s belongs to the pipeline %s: after a change by others `penstock verify %s` fails."
                        .formatted(table, pipelines.get(Names.plain(table)), pipelines.get(Names.plain(table))))
                .toList();
    }
}
