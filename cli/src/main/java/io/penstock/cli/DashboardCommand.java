package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.runtime.ApiException;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Text;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "dashboard",
        description = "Propose dashboards of a pipeline, and bring them to OpenSearch Dashboards.",
        synopsisSubcommandLabel = "COMMAND")
final class DashboardCommand implements Runnable {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Spec
    private CommandSpec spec;

    static CommandLine create(Context context) {
        return new CommandLine(new DashboardCommand())
                .addSubcommand(new Suggest(context))
                .addSubcommand(new Export(context));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: suggest or export.");
    }

    private static JsonNode ask(Context context, String path, LoadedPipeline loaded, ObjectNode body) {
        try (Stack stack = Stack.runtime(context)) {
            return stack.client().post(path, body, LIMIT);
        } catch (ApiException e) {
            throw PipelineFile.invalid(loaded, e);
        }
    }

    @Command(
            name = "suggest",
            description = "Propose panels by the columns of outputs: print them, or add them to the pipeline's file.",
            sortOptions = false,
            footer = {"", "  penstock dashboard suggest cabs", "  penstock dashboard suggest cabs.yaml trips --write"})
    static final class Suggest implements Callable<Integer> {

        private final Context context;

        @Parameters(
                index = "0",
                paramLabel = "NAME|FILE",
                description = "A pipeline that is deployed, or its file: cabs, cabs.yaml, ./cabs.")
        private String pipeline = "";

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "OUTPUT",
                description = "An index or a table of it. Default: each of them.")
        private @Nullable String output;

        @Option(names = "--write", description = "Add them to the file, which stays as it is otherwise.")
        private boolean write;

        Suggest(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() throws IOException {
            Path file = file();
            LoadedPipeline loaded = PipelineFile.load(context, file);
            ObjectNode body = PipelineFile.body(loaded);
            if (output != null) {
                body.put("output", output);
            }
            Map<String, String> proposed = new LinkedHashMap<>();
            for (JsonNode dashboard :
                    ask(context, "/api/dashboards/suggest", loaded, body).path("dashboards")) {
                proposed.put(
                        dashboard.path("name").asText(), dashboard.path("text").asText());
            }
            if (proposed.isEmpty()) {
                throw CommandException.failed(
                        "Cannot propose dashboards for %s, it has neither an index nor a table".formatted(name(file)));
            }
            if (write) {
                new DashboardFile(context.resolve(file)).add(proposed);
                context.out()
                        .println("%s has %s more: %s."
                                .formatted(
                                        name(file),
                                        proposed.size() == 1 ? "a dashboard" : proposed.size() + " dashboards",
                                        String.join(", ", proposed.keySet())));
                return ExitCodes.DONE;
            }
            context.out().print("dashboards:\n");
            proposed.values().forEach(context.out()::print);
            context.err().println("Add them to the file with --write.");
            return ExitCodes.DONE;
        }

        /** The file that is meant: of a deployed pipeline the one that it was applied from. */
        private Path file() {
            boolean path = pipeline.contains("/") || pipeline.contains(".");
            if (path) {
                return Path.of(pipeline);
            }
            RuntimeClient client = RuntimeClient.require(context.home());
            Path file = Path.of(
                    client.get(PipelineStatus.path(pipeline)).path("file").asText());
            if (!Files.isRegularFile(file)) {
                throw CommandException.failed("Cannot propose dashboards for %s, its file is not there any more: %s"
                        .formatted(pipeline, file));
            }
            return file;
        }

        private static String name(Path file) {
            return Text.harmless(file.toString());
        }
    }

    /** What another product imports. */
    enum Format {
        OPENSEARCH_DASHBOARDS;

        @Override
        public String toString() {
            return "opensearch-dashboards";
        }
    }

    @Command(
            name = "export",
            description = "Write the dashboards of a file as another product imports them.",
            sortOptions = false,
            footer = {
                "",
                "OpenSearch Dashboards 2 and 3 import it under Dashboards Management, Saved objects, Import.",
                "",
                "  penstock dashboard export cabs.yaml --format opensearch-dashboards --output-file cabs.ndjson"
            })
    static final class Export implements Callable<Integer> {

        private final Context context;

        @Parameters(paramLabel = "FILE", description = "The pipeline file.")
        private Path file = Path.of("");

        @Option(
                names = "--format",
                paramLabel = "opensearch-dashboards",
                required = true,
                description = "The product that imports it.",
                converter = FormatConverter.class)
        private Format format = Format.OPENSEARCH_DASHBOARDS;

        @Option(
                names = "--output-file",
                paramLabel = "FILE",
                description = "Where to write it, in the place of what is there. Default: printed.")
        private @Nullable Path outputFile;

        Export(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() throws IOException {
            LoadedPipeline loaded = PipelineFile.load(context, file);
            Pipeline pipeline = Objects.requireNonNull(loaded.pipeline());
            if (pipeline.dashboards().isEmpty()) {
                throw CommandException.failed(
                        "Cannot export dashboards of %s, it has none. Propose some with:%n  penstock"
                                        .formatted(loaded.fileName())
                                + " dashboard suggest " + loaded.fileName());
            }
            JsonNode answer = ask(context, "/api/dashboards/export", loaded, PipelineFile.body(loaded));
            String objects = answer.path("ndjson").asText();
            answer.path("notes").forEach(note -> context.err().println(Text.harmless(note.asText())));
            if (objects.isEmpty()) {
                throw CommandException.failed(
                        "Cannot export dashboards of %s, no panel draws an index".formatted(loaded.fileName()));
            }
            if (outputFile == null) {
                context.out().print(objects);
                return ExitCodes.DONE;
            }
            Files.writeString(context.resolve(outputFile), objects, StandardCharsets.UTF_8);
            context.out()
                    .println("%s has %d objects for %s."
                            .formatted(
                                    Text.harmless(outputFile.toString()),
                                    objects.lines().count(),
                                    format));
            return ExitCodes.DONE;
        }
    }

    /** Reads the one word there is. */
    static final class FormatConverter implements CommandLine.ITypeConverter<Format> {

        @Override
        public Format convert(String value) {
            if (value.equals(Format.OPENSEARCH_DASHBOARDS.toString())) {
                return Format.OPENSEARCH_DASHBOARDS;
            }
            throw new CommandLine.TypeConversionException(
                    "expected %s, but was '%s'".formatted(Format.OPENSEARCH_DASHBOARDS, value));
        }
    }
}
