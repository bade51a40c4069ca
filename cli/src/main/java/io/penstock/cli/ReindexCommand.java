package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "reindex",
        description = "Make an index anew from the table with the same rows, while it is written and searched.",
        footer = {
            "",
            "A new index is filled from the table and takes the place of the other when it has a document for each",
            "row. The pipeline may run meanwhile; searches see the index that was there until then.",
            "",
            "  penstock reindex cabs",
            "  penstock reindex cabs last-place"
        })
final class ReindexCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofHours(12); // all rows of a table are read and sent

    private final Context context;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the pipeline.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "OUTPUT",
            description = "Output whose index is made anew; all indices without it.")
    private @Nullable String output;

    @Mixin
    private final OutputOptions format = new OutputOptions();

    ReindexCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        RuntimeClient client = RuntimeClient.require(context.home());
        ArrayNode reports = Json.array();
        for (String each : outputs(client)) {
            if (!format.json()) {
                context.out().println("filling the index of %s …".formatted(Text.harmless(each)));
                context.out().flush();
            }
            String path = PipelineStatus.path(name) + "/outputs/" + RuntimeClient.segment(each) + "/reindex";
            JsonNode report = client.post(path, null, LIMIT);
            reports.add(report);
            if (!format.json()) {
                print(report);
            }
        }
        if (format.json()) {
            context.out().println(Json.pretty(reports));
        }
        return ExitCodes.DONE;
    }

    private List<String> outputs(RuntimeClient client) {
        if (output != null) {
            return List.of(output);
        }
        List<String> outputs = new ArrayList<>();
        for (JsonNode each : client.get(PipelineStatus.path(name)).path("outputs")) {
            if (each.path("index").isTextual()) {
                outputs.add(each.path("name").asText());
            }
        }
        if (outputs.isEmpty()) {
            throw CommandException.failed("Cannot reindex %s, none of its outputs is an index".formatted(name));
        }
        return outputs;
    }

    private static String created(JsonNode names) {
        String first = names.path(0).asText();
        return switch (names.size()) {
            case 0 -> "without documents"; // split, and there is no row
            case 1 -> first;
            default ->
                "%d indices, %s to %s"
                        .formatted(
                                names.size(),
                                first,
                                names.path(names.size() - 1).asText());
        };
    }

    private void print(JsonNode report) {
        context.out()
                .println("index %s is %s now: %s documents from table %s"
                        .formatted(
                                report.path("index").asText(),
                                created(report.path("created")),
                                Figures.count(report.path("documents").asLong()),
                                report.path("table").asText()));
        long rejected = report.path("rejected").asLong();
        if (rejected > 0) {
            context.out()
                    .println("  %s were rejected, as this one: %s"
                            .formatted(
                                    Figures.count(rejected),
                                    Text.harmless(report.path("reason").asText())));
        }
    }
}
