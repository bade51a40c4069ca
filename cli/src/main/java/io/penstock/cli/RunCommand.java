package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.LiveLine;
import io.penstock.cli.terminal.Table;
import io.penstock.cli.terminal.Table.Column;
import io.penstock.pipeline.LoadedPipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
            "is read.",
            "",
            "  penstock run clickstream.yaml --show 10"
        })
final class RunCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int WAIT_MILLIS = 1_000;

    private final Context context;
    private volatile boolean stopping;

    @Parameters(paramLabel = "FILE", description = "The pipeline file.")
    private Path file = Path.of("");

    @Option(names = "--show", paramLabel = "N", description = "Print N rows and the time of every batch.")
    private int show;

    @Mixin
    private final PortOptions ports = new PortOptions();

    RunCommand(Context context) {
        this.context = context;
    }

    @Override
    @SuppressWarnings("try") // the interruption works by being open
    public Integer call() {
        LoadedPipeline loaded = PipelineFile.load(context, file);
        try (Interruption interruption = Interruption.calls(() -> stopping = true, PATIENCE);
                Stack stack = Stack.whole(context, ports)) {
            if (stopping) {
                return ExitCodes.DONE;
            }
            return run(stack.client(), loaded);
        }
    }

    private int run(RuntimeClient client, LoadedPipeline loaded) {
        String name =
                ApplyCommand.apply(client, loaded, true, false).path("name").asText();
        LiveLine line = new LiveLine(context.err(), context.terminal(), context.columns());
        PipelineStatus last;
        try {
            last = follow(client, name, line);
        } finally {
            line.end();
        }
        return report(last);
    }

    private PipelineStatus follow(RuntimeClient client, String name, LiveLine line) {
        long after = -1;
        PipelineStatus status = PipelineStatus.load(client, name);
        while (status.running()) {
            if (stopping) {
                line.print("Stopping after the batch at hand.");
                status = StopCommand.stop(client, name);
            }
            JsonNode batches = client.get("%s/batches?after=%d&rows=%d&wait_millis=%d"
                    .formatted(PipelineStatus.path(name), after, show, stopping ? 0 : WAIT_MILLIS));
            for (JsonNode batch : batches) {
                after = Math.max(after, batch.path("batch").asLong());
                print(batch, line);
            }
            status = stopping ? status : PipelineStatus.load(client, name);
            if (context.terminal()) {
                line.show(live(status));
            }
        }
        return status;
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
        return "batch %d: %s%s in %s"
                .formatted(
                        batch.path("batch").asLong(),
                        Figures.count(batch.path("rows").asLong(), "row"),
                        dead == 0 ? "" : ", " + Figures.count(dead, "dead letter"),
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
            columns.forEach(column -> cells.add(row.path(column.heading()).asText("NULL")));
            table.row(cells);
        }
        table.print(context.out(), context.styles());
        context.out().println();
    }

    private String live(PipelineStatus status) {
        return "%s  %s  %s  %s/s  batch %s  %s behind  %s"
                .formatted(
                        status.name(),
                        PipelinesCommand.painted(status.state(), context.styles()),
                        Figures.count(status.rows(), "row"),
                        Figures.rate(status.rowsPerSecond()),
                        Figures.time(Duration.ofMillis(status.batchMillis())),
                        Figures.seconds(status.secondsBehind()),
                        Figures.count(status.deadLetters(), "dead letter"));
    }

    private int report(PipelineStatus status) {
        if (status.failed()) {
            throw CommandException.failed(
                    "%s failed: %s".formatted(status.name(), status.lastError()),
                    null,
                    context.home().log("runtime"));
        }
        context.err()
                .println("%s stopped after %s: %s, %s."
                        .formatted(
                                status.name(),
                                Figures.count(status.batches()) + (status.batches() == 1 ? " batch" : " batches"),
                                Figures.count(status.rows(), "row"),
                                Figures.count(status.deadLetters(), "dead letter")));
        return ExitCodes.DONE;
    }
}
