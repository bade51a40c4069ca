package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Text;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.LoadedProfile;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.ProblemReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        description = "Check pipeline files: structure, types and SQL; and a profile.",
        footer = {
            "",
            "Every problem is reported at once, with its line and a hint. Types and SQL are checked by the",
            "local stack; where none is up, a runtime is started for the check. Exit code 2 when there are",
            "problems."
        })
final class ValidateCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Context context;
    private @Nullable LoadedProfile loadedProfile;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Pipeline files.")
    private List<Path> files = List.of();

    @Option(names = "--structure-only", description = "Leave out types and SQL; then nothing needs to run.")
    private boolean structureOnly;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description =
                    "A profile to check, too: its name or path, found as by submit. Nothing in it is connected to.")
    private @Nullable String profile;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    /** What is said of a file. */
    private record Found(List<Problem> problems, List<String> notes) {

        boolean valid() {
            return problems.isEmpty();
        }
    }

    ValidateCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Map<LoadedPipeline, Found> found = new LinkedHashMap<>();
        for (Path file : files) {
            LoadedPipeline loaded = PipelineLoader.load(context.resolve(file));
            found.put(loaded, new Found(loaded.problems(), List.of()));
        }
        if (profile != null) {
            loadedProfile = ProfileFile.load(context, profile, files.get(0));
        }
        if (structureOnly || found.values().stream().noneMatch(Found::valid)) {
            return report(found);
        }
        try (Stack stack = Stack.runtime(context)) {
            found.replaceAll((file, so) -> so.valid() ? typed(stack.client(), file) : so);
            return report(found); // before the runtime, if it is our own, takes its time to stop
        }
    }

    private int report(Map<LoadedPipeline, Found> found) {
        if (output.json()) {
            context.out().println(Json.pretty(json(found)));
        } else {
            found.forEach(this::print);
            if (loadedProfile != null) {
                print(loadedProfile);
            }
        }
        boolean valid = found.values().stream().allMatch(Found::valid)
                && (loadedProfile == null || loadedProfile.problems().isEmpty());
        return valid ? ExitCodes.DONE : ExitCodes.WRONG_USAGE;
    }

    /** Of a file whose structure is right. */
    private static Found typed(RuntimeClient client, LoadedPipeline file) {
        JsonNode answer = client.post("/api/validate", PipelineFile.body(file), LIMIT);
        return new Found(file.locate(PipelineFile.problems(answer.path("problems"))), PipelineFile.notes(answer));
    }

    private void print(LoadedPipeline file, Found found) {
        if (found.valid()) {
            String what = structureOnly ? "has a valid structure; types and SQL were not checked" : "is valid";
            context.out()
                    .println(
                            "%s %s.".formatted(file.fileName(), context.styles().green(what)));
            found.notes().forEach(note -> context.out().println(Text.harmless(note)));
            PipelineFile.repetitions(file).forEach(context.out()::println);
        } else {
            context.out()
                    .println(ProblemReport.text(file.fileName(), found.problems())
                            .stripTrailing());
        }
    }

    private void print(LoadedProfile file) {
        if (file.problems().isEmpty()) {
            context.out()
                    .println("%s %s; secrets and services were not looked at."
                            .formatted(file.fileName(), context.styles().green("is valid")));
        } else {
            context.out()
                    .println(
                            ProblemReport.text(file.fileName(), file.problems()).stripTrailing());
        }
    }

    private JsonNode json(Map<LoadedPipeline, Found> found) {
        ArrayNode json = Json.array();
        found.forEach((file, said) -> {
            ObjectNode entry = json.addObject()
                    .put("file", file.fileName())
                    .put("valid", said.valid())
                    .put("types_checked", !structureOnly && file.problems().isEmpty());
            entry.set("problems", PipelineFile.json(said.problems()));
            ArrayNode notes = entry.putArray("notes");
            said.notes().forEach(notes::add);
        });
        if (loadedProfile != null) {
            json.addObject()
                    .put("file", loadedProfile.fileName())
                    .put("valid", loadedProfile.problems().isEmpty())
                    .set("problems", PipelineFile.json(loadedProfile.problems()));
        }
        return json;
    }
}
