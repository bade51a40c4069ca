package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Styles;
import io.penstock.cli.terminal.Table;
import io.penstock.cli.terminal.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "pipelines", description = "List the deployed pipelines: state, speed, delay, dead letters.")
final class PipelinesCommand implements Callable<Integer> {

    private static final int ERROR_COLUMNS = 60;

    private final Context context;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    PipelinesCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        JsonNode answer = RuntimeClient.require(context.home()).get("/api/pipelines");
        if (output.json()) {
            context.out().println(Json.pretty(answer));
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

    private Table table(List<PipelineStatus> pipelines) {
        Styles styles = context.styles();
        Table table = new Table(
                Column.left("name"),
                Column.left("state").painted(state -> painted(state, styles)),
                Column.right("rows/s"),
                Column.right("batch"),
                Column.right("behind"),
                Column.right("rows"),
                Column.right("dead letters"),
                Column.left("last error").upTo(ERROR_COLUMNS));
        for (PipelineStatus pipeline : pipelines) {
            table.row(
                    pipeline.name(),
                    pipeline.state(),
                    Figures.rate(pipeline.rowsPerSecond()),
                    pipeline.batchTime(),
                    pipeline.behind(),
                    Figures.count(pipeline.rows()),
                    Figures.count(pipeline.deadLetters()),
                    pipeline.lastError() == null ? "" : pipeline.lastError());
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
