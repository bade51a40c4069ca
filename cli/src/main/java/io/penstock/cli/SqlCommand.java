package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.runtime.ApiException;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.shell.PipelineOutputs;
import io.penstock.cli.shell.SqlShell;
import io.penstock.cli.sql.ResultColumn;
import io.penstock.cli.sql.RowWriter;
import io.penstock.cli.sql.Rows;
import io.penstock.cli.sql.SqlRequest;
import io.penstock.cli.sql.SqlRequest.End;
import io.penstock.cli.sql.Statements;
import io.penstock.cli.terminal.Figures;
import io.penstock.pipeline.LoadedProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "sql",
        description = "Query the tables, in a shell or statement by statement.",
        sortOptions = false,
        customSynopsis = "penstock sql [-e SQL | -f FILE] [OPTIONS]",
        footer = {
            "",
            "Without -e and -f it is a shell: many lines, history, completion; \\? lists what it knows.",
            "Read-only, unless --write. Results are streamed; NULL is an empty field in CSV. With --profile",
            "it reads the tables that the profile names.",
            "",
            "  penstock sql",
            "  penstock sql -e \"SELECT url, count(*) AS hits FROM web.clicks GROUP BY url\""
        })
final class SqlCommand implements Callable<Integer> {

    private static final String WRITE_WARNING = "Statements may change and drop tables (--write).";

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

    @ArgGroup(multiplicity = "0..1")
    private Input input = new Input();

    @Option(names = "--write", description = "Allow statements that change tables.")
    private boolean write;

    @Option(names = "--output", paramLabel = "table|csv|json", description = "For people (default) or for programs.")
    private @Nullable Form form;

    @Option(
            names = "--max-rows",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Print at most so many rows of a result (default 10000).")
    private long maxRows;

    @Mixin
    private final ProfileOptions profile = new ProfileOptions();

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
        if (input.text == null && input.file == null) {
            shell();
            return ExitCodes.DONE;
        }
        List<String> statements = statements();
        try (Stack stack = stack()) {
            if (write) {
                context.err().println(context.styles().yellow(WRITE_WARNING));
            }
            for (String statement : statements) {
                run(stack.client(), statement);
            }
        }
        return ExitCodes.DONE;
    }

    private void shell() {
        if (!context.terminal()) {
            throw CommandException.wrongUsage("Cannot start the SQL shell, there is no terminal:"
                    + " give the statement with -e, or a file of statements with -f");
        }
        if (form != null) {
            throw CommandException.wrongUsage("Cannot start the SQL shell, it prints for people: leave out --output");
        }
        try (Stack stack = stack()) {
            SqlShell.run(context, stack.client(), new SqlShell.Settings(write, maxRows));
        }
    }

    private Stack stack() {
        LoadedProfile named = profile.load(context, Path.of(""));
        return named == null ? Stack.runtime(context) : Stack.on(context, named);
    }

    private List<String> statements() throws IOException {
        String script = input.file != null ? Files.readString(context.file(input.file)) : String.valueOf(input.text);
        List<String> statements = Statements.of(script);
        if (statements.isEmpty()) {
            throw CommandException.wrongUsage("Cannot run SQL, there is no statement");
        }
        return statements;
    }

    private void run(RuntimeClient client, String statement) {
        if (write) {
            PipelineOutputs.warnings(client, statement)
                    .forEach(warning -> context.err().println(context.styles().yellow(warning)));
        }
        Written written = new Written();
        End end = end(client, statement, written);
        written.end();
        tell(end);
    }

    private End end(RuntimeClient client, String statement, Rows rows) {
        try {
            return SqlRequest.of(statement, write, maxRows).run(client, rows);
        } catch (ApiException e) {
            if (!write && SqlRequest.refusedAsReadOnly(e)) {
                throw CommandException.failed("%s%n%s".formatted(e.getMessage(), SqlRequest.WRITE_HINT), e);
            }
            throw e;
        }
    }

    private Form form() {
        return form == null ? Form.TABLE : form;
    }

    /** Writes rows for as long as somebody reads them; a statement without columns writes nothing. */
    private final class Written implements Rows {

        private final RowWriter writer =
                switch (form()) {
                    case TABLE -> RowWriter.table(context.out(), context.styles());
                    case CSV -> RowWriter.csv(context.out());
                    case JSON -> RowWriter.json(context.out());
                };
        private boolean begun;

        @Override
        public void columns(List<ResultColumn> columns) {
            begun = !columns.isEmpty();
            if (begun) {
                writer.columns(columns);
            }
        }

        @Override
        public void row(JsonNode values) {
            writer.row(values);
            if (context.out().checkError()) { // `| head` has seen enough: the rest need not be computed
                throw CommandException.failed("Nobody reads the result any more");
            }
        }

        private void end() {
            if (begun) {
                writer.end();
            }
        }
    }

    private void tell(End end) {
        if (end.truncated()) {
            context.err().println("Stopped after %s, %s".formatted(Figures.count(end.rows(), "row"), end.more()));
        } else if (context.terminal() && form() == Form.TABLE) {
            context.err()
                    .println(context.styles()
                            .dim("%s in %s".formatted(Figures.count(end.rows(), "row"), Figures.time(end.elapsed()))));
        }
    }
}
