package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.sql.RowWriter;
import io.penstock.cli.sql.RowWriter.ColumnOf;
import io.penstock.cli.sql.Statements;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "sql",
        description = "Query the tables.",
        sortOptions = false,
        customSynopsis = "penstock sql (-e SQL | -f FILE) [OPTIONS]",
        footer = {
            "",
            "Read-only, unless --write. Results are streamed; NULL is an empty field in CSV.",
            "",
            "  penstock sql -e \"SELECT url, count(*) AS hits FROM web.clicks GROUP BY url\""
        })
final class SqlCommand implements Callable<Integer> {

    private static final Duration SILENCE = Duration.ofMinutes(10); // the runtime ends a query before that

    /** How rows are printed. */
    enum Form {
        TABLE,
        CSV,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Context context;

    @ArgGroup(multiplicity = "1")
    private Input input = new Input();

    @Option(names = "--write", description = "Allow statements that change tables.")
    private boolean write;

    @Option(
            names = "--output",
            paramLabel = "table|csv|json",
            defaultValue = "table",
            description = "For people (default) or for programs.")
    private Form form = Form.TABLE;

    @Option(
            names = "--max-rows",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Print at most so many rows of a result (default 10000).")
    private long maxRows;

    private static final class Input {

        @Option(
                names = {"-e", "--execute"},
                required = true,
                paramLabel = "SQL",
                description = "The statement.")
        private @Nullable String text;

        @Option(
                names = {"-f", "--file"},
                required = true,
                paramLabel = "FILE",
                description = "A file of statements, each ended by ';'.")
        private @Nullable Path file;
    }

    SqlCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        List<String> statements = statements();
        try (Stack stack = Stack.runtime(context)) {
            for (String statement : statements) {
                run(stack.client(), statement);
            }
        }
        return ExitCodes.DONE;
    }

    private List<String> statements() throws IOException {
        String script = input.file != null ? Files.readString(context.resolve(input.file)) : String.valueOf(input.text);
        List<String> statements = Statements.of(script);
        if (statements.isEmpty()) {
            throw CommandException.wrongUsage("Cannot run SQL, there is no statement");
        }
        return statements;
    }

    private void run(RuntimeClient client, String statement) {
        ObjectNode body =
                Json.object().put("sql", statement).put("write", write).put("max_rows", maxRows);
        Result result = new Result();
        client.stream("/api/sql", body, SILENCE, result::line);
        if (result.end == null) {
            throw CommandException.failed(
                    "Cannot tell whether the result is whole, the runtime ended it without saying so",
                    null,
                    context.home().log("runtime"));
        }
        result.tell(result.end);
    }

    /** What comes back for a statement, line by line. */
    private final class Result {

        private final RowWriter writer = writer();
        private @Nullable JsonNode end;
        private boolean rows;

        private RowWriter writer() {
            return switch (form) {
                case TABLE -> RowWriter.table(context.out(), context.styles());
                case CSV -> RowWriter.csv(context.out());
                case JSON -> RowWriter.json(context.out());
            };
        }

        private void line(JsonNode line) {
            if (line.has("row")) {
                writer.row(line.path("row"));
                requireReader();
            } else if (line.has("columns")) {
                List<ColumnOf> columns = new ArrayList<>();
                line.path("columns")
                        .forEach(column -> columns.add(new ColumnOf(
                                column.path("name").asText(),
                                column.path("type").asText())));
                rows = !columns.isEmpty();
                if (rows) {
                    writer.columns(columns);
                }
            } else if (line.has("end")) {
                end = line.path("end");
                if (rows) {
                    writer.end();
                }
            }
        }

        /** {@code | head} has seen enough: the rest need not be computed. */
        private void requireReader() {
            if (context.out().checkError()) {
                throw CommandException.failed("Nobody reads the result any more");
            }
        }

        private void tell(JsonNode summary) {
            long count = summary.path("rows").asLong();
            if (summary.path("truncated").asBoolean()) {
                context.err()
                        .println("Stopped after %s, there are more%s"
                                .formatted(
                                        Figures.count(count, "row"),
                                        summary.path("limit").asText("rows").equals("rows")
                                                ? ": --max-rows sets the limit"
                                                : " than the runtime hands out at once"));
            } else if (context.terminal() && form == Form.TABLE) {
                Duration elapsed =
                        Duration.ofMillis(summary.path("elapsed_millis").asLong());
                context.err()
                        .println(context.styles()
                                .dim("%s in %s".formatted(Figures.count(count, "row"), Figures.time(elapsed))));
            }
        }
    }
}
