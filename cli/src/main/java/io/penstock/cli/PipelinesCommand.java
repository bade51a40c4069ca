package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Styles;
import io.penstock.cli.terminal.Table;
import io.penstock.cli.terminal.Table.Column;
import io.penstock.cli.terminal.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "pipelines",
        description =
                "List the deployed pipelines: state, speed, delay, dead letters; or how far one is in each partition.")
final class PipelinesCommand implements Callable<Integer> {

    private static final int ERROR_COLUMNS = 60;

    private final Context context;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "A pipeline: show what it has committed of each partition, and how much is left.")
    private @Nullable String name;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    PipelinesCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        RuntimeClient client = RuntimeClient.require(context.home());
        JsonNode answer = client.get(name == null ? "/api/pipelines" : PipelineStatus.path(name) + "/lag");
        if (output.json()) {
            context.out().println(Json.pretty(answer));
            return ExitCodes.DONE;
        }
        if (name != null) {
            printLag(name, answer);
            PipelineStatus.load(client, name).lacking().forEach(lacks -> context.out()
                    .println(Text.harmless(lacks)));
            return ExitCodes.DONE;
        }
        List<PipelineStatus> pipelines = new ArrayList<>();
        answer.forEach(status -> pipelines.add(PipelineStatus.of(status)));
        if (pipelines.isEmpty()) {
            context.err().println("No pipeline is deployed. Deploy one with: penstock apply FILE");
        } else {
            table(pipelines).print(context.out(), context.styles());
        }
        return ExitCodes.DONE;
    }

    private void printLag(String pipeline, JsonNode partitions) {
        if (partitions.isEmpty()) {
            context.err().println(pipeline + " has read nothing yet. Start it with: penstock start " + pipeline);
            return;
        }
        Table table = new Table(
                Column.left("source"),
                Column.left("topic"),
                Column.right("partition"),
                Column.right("committed"),
                Column.right("end"),
                Column.right("lag"));
        partitions.forEach(partition -> table.row(
                partition.path("source").asText(),
                partition.path("topic").asText(),
                partition.path("partition").asText(),
                Figures.count(partition.path("committed").asLong()),
                Figures.count(partition.path("end").asLong()),
                Figures.count(partition.path("lag").asLong())));
        table.print(context.out(), context.styles());
    }

    private Table table(List<PipelineStatus> pipelines) {
        Styles styles = context.styles();
        boolean late = pipelines.stream().anyMatch(pipeline -> pipeline.late() > 0);
        List<Column> columns = new ArrayList<>(List.of(
                Column.left("name"),
                Column.left("state").painted(state -> painted(state, styles)),
                Column.right("rows/s"),
                Column.right("batch"),
                Column.right("behind"),
                Column.right("rows"),
                Column.right("dead letters")));
        if (late) {
            columns.add(Column.right("late"));
        }
        columns.add(Column.left("last error").upTo(ERROR_COLUMNS));
        Table table = new Table(columns);
        for (PipelineStatus pipeline : pipelines) {
            List<String> row = new ArrayList<>(List.of(
                    pipeline.name(),
                    pipeline.state(),
                    Figures.rate(pipeline.rowsPerSecond()),
                    pipeline.batchTime(),
                    pipeline.behind(),
                    Figures.count(pipeline.rows()),
                    Figures.count(pipeline.deadLetters())));
            if (late) {
                row.add(Figures.count(pipeline.late()));
            }
            row.add(pipeline.trouble());
            table.row(row);
        }
        return table;
    }

    static String painted(String state, Styles styles) {
        return switch (state) {
            case "running", "finished" -> styles.green(state);
            case "failed" -> styles.red(state);
            default -> styles.yellow(state);
        };
    }
}
