package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.runtime.ApiException;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Text;
import io.penstock.pipeline.BatchInput;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.LoadedPipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "apply",
        description = "Deploy a pipeline file to the local stack and start it.",
        footer = {
            "",
            "A pipeline that is there is replaced where nothing kept would be lost; else it is refused, and",
            "said why.",
            "",
            "  penstock apply clickstream.yaml --dry-run   what would change"
        })
final class ApplyCommand implements Callable<Integer> {

    static final Duration LIMIT = Duration.ofMinutes(5); // a running batch is completed first

    private final Context context;

    @Parameters(paramLabel = "FILE", description = "The pipeline file.")
    private Path file = Path.of("");

    @Option(names = "--dry-run", description = "Only say what would change.")
    private boolean dryRun;

    @Option(names = "--no-start", description = "Leave it stopped.")
    private boolean noStart;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    ApplyCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        LoadedPipeline loaded = PipelineFile.load(context, file);
        RuntimeClient client = RuntimeClient.require(context.home());
        if (!dryRun) {
            NeededServices.provide(context, loaded);
        }
        JsonNode answer = apply(client, loaded, !noStart, dryRun);
        if (output.json()) {
            context.out().println(Json.pretty(answer));
        } else {
            print(answer);
            PipelineFile.repetitions(loaded).forEach(context.err()::println);
        }
        return ExitCodes.DONE;
    }

    /** @throws CommandException when the file has problems that only the runtime can find */
    static JsonNode apply(RuntimeClient client, LoadedPipeline loaded, boolean start, boolean dryRun) {
        return apply(
                client, loaded, PipelineFile.body(loaded).put("start", start).put("dry_run", dryRun));
    }

    /** Runs it as a batch over a range or files, from now on. @throws CommandException as {@link #apply} */
    static JsonNode runBatch(RuntimeClient client, LoadedPipeline loaded, BatchRange range) {
        ObjectNode body = PipelineFile.body(loaded);
        ObjectNode batch = body.putObject("batch").put("from", range.from()).put("to", range.to());
        BatchInput files = range.input();
        if (files != null) {
            ObjectNode input = batch.putObject("input");
            files.places().forEach(input::put);
            batch.put("skip_header", files.skipHeader());
        }
        return apply(client, loaded, body);
    }

    private static JsonNode apply(RuntimeClient client, LoadedPipeline loaded, ObjectNode body) {
        try {
            return client.post("/api/pipelines/apply", body, LIMIT);
        } catch (ApiException e) {
            throw PipelineFile.invalid(loaded, e);
        }
    }

    private void print(JsonNode answer) {
        String action = answer.path("action").asText();
        String name = answer.path("name").asText();
        context.out()
                .println(dryRun ? "%s would be %s.".formatted(name, action) : "%s was %s.".formatted(name, action));
        answer.path("changes").forEach(change -> context.out().println("  - " + change.asText()));
        PipelineFile.notes(answer).forEach(note -> context.out().println(Text.harmless(note)));
        if (!dryRun) {
            context.err().println("See how it does: penstock pipelines");
        }
    }
}
