package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.runtime.ApiException;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.LiveLine;
import io.penstock.cli.terminal.Table;
import io.penstock.cli.terminal.Table.Column;
import io.penstock.cli.terminal.Text;
import io.penstock.pipeline.BatchInput;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.LoadedProfile;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.lines.LineFiles;
import io.penstock.pipeline.lines.UnreadableFilesException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Run a pipeline file in the foreground, until Ctrl-C.",
        sortOptions = false,
        footer = {
            "",
            "Uses the local stack that is up, else starts one and stops it at its end. Ctrl-C stops after",
            "the batch at hand; the next run goes on there. With `trigger: available-now` it ends when all",
            "is read. With --profile it runs here, on the Kafka, tables and state that the profile names.",
            "",
            "With --batch it reads a range of its topics, closes every window behind it, and ends. A batch that",
            "was broken off is completed by running it again. With --input it reads files of this machine in the",
            "place of a topic, plain or gzip, a record in each line.",
            "",
            "  penstock run clickstream.yaml --show 10",
            "  penstock run clickstream.yaml --batch --from 2026-01-31T00:00:00Z --to 2026-02-01T00:00:00Z",
            "  penstock run clickstream.yaml --batch --input clicks=2026-01-31.csv.gz",
            "  penstock run clickstream.yaml --profile prod"
        })
final class RunCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int WAIT_MILLIS = 1_000;

    private final Context context;
    private volatile boolean stopping;
    private boolean told;
    private long batches;
    private long rows;
    private long deadLetters;

    @Parameters(paramLabel = "FILE", description = "The pipeline file.")
    private Path file = Path.of("");

    @Option(names = "--show", paramLabel = "N", description = "Print N rows and the time of every batch.")
    private int show;

    @Option(names = "--batch", description = "Read a range of its topics, all that is there without one, and end.")
    private boolean batch;

    @Option(
            names = "--from",
            paramLabel = "TIME|OFFSETS",
            description = "With --batch: where it begins, such as 2026-01-31T00:00:00Z or 0:1000,1:1200.")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "TIME|OFFSETS",
            description = "With --batch: where it ends, which is left out itself.")
    private @Nullable String to;

    @Option(
            names = "--input",
            paramLabel = "SOURCE=FILES",
            description =
                    "With --batch: a file, or a pattern such as 'clicks/*.csv', in the place of the source's topic.")
    private List<String> input = List.of();

    @Option(names = "--skip-header", description = "With --input: leave out the first line of each file.")
    private boolean skipHeader;

    @Mixin
    private final ProfileOptions profile = new ProfileOptions();

    @Mixin
    private final PortOptions ports = new PortOptions();

    RunCommand(Context context) {
        this.context = context;
    }

    @Override
    @SuppressWarnings("try") // the interruption works by being open
    public Integer call() {
        requireSense();
        LoadedPipeline loaded = PipelineFile.load(context, file);
        BatchRange range = range(Objects.requireNonNull(loaded.pipeline()));
        LoadedProfile named = profile.load(context, file);
        if (named == null) {
            NeededServices.provide(context, loaded);
        }
        try (Interruption interruption = Interruption.calls(() -> stopping = true, PATIENCE);
                Stack stack = named == null ? Stack.whole(context, ports) : Stack.on(context, named)) {
            if (stopping) {
                return ExitCodes.DONE;
            }
            return run(stack, loaded, range);
        }
    }

    private void requireSense() {
        if (!batch && (from != null || to != null)) {
            throw CommandException.wrongUsage("Cannot run a stream over a range, --from and --to need --batch");
        }
        if (!batch && !input.isEmpty()) {
            throw CommandException.wrongUsage("Cannot run a stream over files, --input needs --batch");
        }
        if (skipHeader && input.isEmpty()) {
            throw CommandException.wrongUsage("Cannot skip headers, only files have them: --skip-header needs --input");
        }
    }

    private @Nullable BatchRange range(Pipeline pipeline) {
        if (!batch) {
            return null;
        }
        try {
            BatchInput files = input.isEmpty()
                    ? null
                    : BatchInput.parse(
                            input, List.copyOf(pipeline.sources().keySet()), context.resolve(Path.of("")), skipHeader);
            BatchRange range = new BatchRange(from, to, files);
            if (files != null) {
                files.places().values().stream()
                        .filter(place -> !BatchInput.isTable(place))
                        .forEach(LineFiles::find); // before a stack is started for them
            }
            return range;
        } catch (UnreadableFilesException e) {
            throw CommandException.failed("Cannot run %s as a batch, %s".formatted(pipeline.name(), e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    private int run(Stack stack, LoadedPipeline loaded, @Nullable BatchRange range) {
        RuntimeClient client = stack.client();
        String name = Objects.requireNonNull(loaded.pipeline()).name();
        long before = lastBatch(client, name);
        if (range == null) {
            ApplyCommand.apply(client, loaded, true, false);
        } else {
            ApplyCommand.runBatch(client, loaded, range);
        }
        PipelineFile.repetitions(loaded).forEach(context.err()::println);
        LiveLine line = new LiveLine(context.err(), context.terminal(), context.columns());
        PipelineStatus last;
        try {
            last = follow(client, name, before, line);
        } finally {
            line.end();
        }
        return report(last, stack);
    }

    /** The number of the last batch that the runtime knows of, from an earlier run; 0 when there is none. */
    private static long lastBatch(RuntimeClient client, String name) {
        try {
            long last = 0;
            JsonNode batches = batches(client, name, last, 0, 0);
            while (!batches.isEmpty()) {
                last = batches.path(batches.size() - 1).path("batch").asLong();
                batches = batches(client, name, last, 0, 0);
            }
            return last;
        } catch (ApiException e) {
            if (e.notFound()) {
                return 0;
            }
            throw e;
        }
    }

    private static JsonNode batches(RuntimeClient client, String name, long after, int rows, int wait) {
        return client.get(
                "%s/batches?after=%d&rows=%d&wait_millis=%d".formatted(PipelineStatus.path(name), after, rows, wait));
    }

    /** Shows what happens until the pipeline has ended and every batch was shown. */
    private PipelineStatus follow(RuntimeClient client, String name, long before, LiveLine line) {
        long last = before;
        String reason = ""; // said once, however often it is tried again
        while (true) {
            PipelineStatus status = stopping ? stop(client, name, line) : PipelineStatus.load(client, name);
            JsonNode batches = batches(client, name, last, show, status.running() ? WAIT_MILLIS : 0);
            for (JsonNode batch : batches) {
                last = batch.path("batch").asLong();
                count(batch);
                print(batch, line);
            }
            if (context.terminal()) {
                line.show(live(status));
            } else if (status.waiting() && !String.valueOf(status.lastError()).equals(reason)) {
                reason = String.valueOf(status.lastError());
                line.print("%s waits: %s".formatted(name, reason));
            }
            if (!status.running() && batches.isEmpty()) {
                return status;
            }
        }
    }

    private PipelineStatus stop(RuntimeClient client, String name, LiveLine line) {
        if (!told) {
            told = true;
            line.print("Stopping after the batch at hand.");
        }
        return StopCommand.stop(client, name);
    }

    private void count(JsonNode batch) {
        batches++;
        rows += batch.path("rows").asLong();
        deadLetters += batch.path("dead_letters").asLong();
    }

    private void print(JsonNode batch, LiveLine line) {
        if (show > 0) {
            line.print(summary(batch));
            printRows(batch.path("sample"));
        } else if (!context.terminal()) {
            line.print(summary(batch));
        }
    }

    private static String summary(JsonNode batch) {
        long dead = batch.path("dead_letters").asLong();
        long late = batch.path("late").asLong();
        return "batch %d: %s%s%s in %s"
                .formatted(
                        batch.path("batch").asLong(),
                        Figures.count(batch.path("rows").asLong(), "row"),
                        dead == 0 ? "" : ", " + Figures.count(dead, "dead letter"),
                        late == 0 ? "" : ", " + Figures.count(late, "late row"),
                        Figures.time(Duration.ofMillis(batch.path("millis").asLong())));
    }

    private void printRows(JsonNode sample) {
        if (sample.isEmpty()) {
            return;
        }
        List<Column> columns = new ArrayList<>();
        sample.path(0).fieldNames().forEachRemaining(name -> columns.add(Column.left(name)));
        Table table = new Table(columns);
        for (JsonNode row : sample) {
            List<String> cells = new ArrayList<>();
            columns.forEach(column -> cells.add(Json.text(row.path(column.heading()))));
            table.row(cells);
        }
        table.print(context.out(), context.styles());
        context.out().println();
    }

    private String live(PipelineStatus status) {
        String text = "%s  %s  %s  %s/s  batch %s  %s behind  %s"
                .formatted(
                        status.name(),
                        status.state(),
                        Figures.count(rows, "row"),
                        Figures.rate(status.rowsPerSecond()),
                        status.batchTime(),
                        Figures.seconds(status.secondsBehind()),
                        Figures.count(deadLetters, "dead letter"));
        return status.waiting() ? text + "  waits: " + Text.harmless(String.valueOf(status.lastError())) : text;
    }

    private int report(PipelineStatus status, Stack stack) {
        if (status.failed()) {
            throw CommandException.failed(
                    "%s failed: %s".formatted(status.name(), status.lastError()),
                    null,
                    stack.home().log("runtime"));
        }
        context.err()
                .println("%s %s after %s: %s, %s."
                        .formatted(
                                status.name(),
                                status.state(),
                                Figures.count(batches) + (batches == 1 ? " batch" : " batches"),
                                Figures.count(rows, "row"),
                                Figures.count(deadLetters, "dead letter")));
        if (batch && !status.finished()) {
            throw CommandException.failed("%s is not complete. Run it again to complete it.".formatted(status.name()));
        }
        return ExitCodes.DONE;
    }
}
