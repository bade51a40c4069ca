package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Styles;
import io.penstock.cli.terminal.Table;
import io.penstock.cli.terminal.Table.Column;
import io.penstock.cli.terminal.Text;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.LoadedProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = "Prove that nothing is lost or doubled: recount tables, dead letters and topic.",
        footer = {
            "",
            "For each partition and output:",
            "  committed offsets = holes + stored + filtered + dropped + dead letters + late",
            "Exit code 3, and the exact offsets, where that does not close. With --profile it proves what the",
            "pipeline of a file has done on a cluster, wherever it runs.",
            "",
            "  penstock verify clickstream",
            "  penstock verify clickstream.yaml --profile prod"
        })
final class VerifyCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofHours(1); // a recount reads whole tables

    private final Context context;

    @Parameters(paramLabel = "NAME|FILE", description = "Name of the pipeline; with --profile its file.")
    private String name = "";

    @Mixin
    private final ProfileOptions profile = new ProfileOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    VerifyCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        JsonNode report = profile.given() ? onProfile() : verify(RuntimeClient.require(context.home()), name);
        if (output.json()) {
            context.out().println(Json.pretty(report));
        } else {
            print(report);
        }
        return report.path("verified").asBoolean() ? ExitCodes.DONE : ExitCodes.CHECK_FAILED;
    }

    private JsonNode onProfile() {
        LoadedPipeline loaded = PipelineFile.load(context, Path.of(name));
        LoadedProfile named = Objects.requireNonNull(profile.load(context, Path.of(name)));
        try (Stack stack = Stack.on(context, named)) {
            ApplyCommand.apply(stack.client(), loaded, false, false);
            return verify(
                    stack.client(), Objects.requireNonNull(loaded.pipeline()).name());
        }
    }

    private static JsonNode verify(RuntimeClient client, String pipeline) {
        return client.post(PipelineStatus.path(pipeline) + "/verify", null, LIMIT);
    }

    private void print(JsonNode report) {
        Styles styles = context.styles();
        table(report.path("accounts"), styles).print(context.out(), styles);
        list("What does not hold:", report.path("findings"));
        list("What else is to be known:", report.path("notes"));
        context.out().println();
        context.out()
                .println(
                        report.path("verified").asBoolean()
                                ? styles.green("%s closes: %s."
                                        .formatted(report.path("pipeline").asText(), proved(report.path("accounts"))))
                                : styles.red("%s does not close."
                                        .formatted(report.path("pipeline").asText())));
    }

    private static String proved(JsonNode accounts) {
        for (JsonNode account : accounts) {
            if (account.path("delivery").asText().equals("at least once")) {
                return "nothing is lost, nothing is doubled in a table; a topic may hold a row twice";
            }
        }
        return "nothing is lost, nothing is doubled";
    }

    private static Table table(JsonNode accounts, Styles styles) {
        boolean views = false; // only a view with state has late rows, and rows that stand for no single record
        for (JsonNode account : accounts) {
            views |= account.path("rows").isNull();
        }
        List<Column> columns = new ArrayList<>(List.of(
                Column.left("source"),
                Column.left("partition"),
                Column.left("output"),
                Column.right("offsets"),
                Column.right("count"),
                Column.right("= holes"),
                Column.right("+ stored"),
                Column.right("+ filtered"),
                Column.right("+ dropped"),
                Column.right("+ dead letters")));
        if (views) {
            columns.add(Column.right("+ late"));
        }
        columns.add(Column.right("rows"));
        columns.add(Column.left("").painted(word -> word.equals("closes") ? styles.green(word) : styles.red(word)));
        Table table = new Table(columns);
        for (JsonNode account : accounts) {
            long from = account.path("from").asLong();
            long until = account.path("until").asLong();
            List<String> row = new ArrayList<>(List.of(
                    account.path("source").asText(),
                    account.path("topic").asText() + "-"
                            + account.path("partition").asInt(),
                    account.path("output").asText(),
                    until > from ? "%d to %d".formatted(from, until - 1) : "none",
                    Figures.count(until - from),
                    count(account, "holes"),
                    count(account, "stored"),
                    count(account, "filtered"),
                    count(account, "dropped"),
                    count(account, "dead_letters")));
            if (views) {
                row.add(count(account, "late"));
            }
            row.add(account.path("rows").isNull() ? "" : count(account, "rows"));
            row.add(account.path("closes").asBoolean() ? "closes" : "does not close");
            table.row(row);
        }
        return table;
    }

    private static String count(JsonNode account, String figure) {
        return Figures.count(account.path(figure).asLong());
    }

    private void list(String heading, JsonNode sentences) {
        if (sentences.isEmpty()) {
            return;
        }
        context.out().println();
        context.out().println(heading);
        sentences.forEach(sentence -> context.out().println("  - " + Text.harmless(sentence.asText())));
    }
}
