package io.penstock.cli.shell;

import io.penstock.cli.CommandException;
import io.penstock.cli.Context;
import io.penstock.cli.runtime.ApiException;
import io.penstock.cli.runtime.Cancellation;
import io.penstock.cli.runtime.CancelledException;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.runtime.UnavailableException;
import io.penstock.cli.shell.ShellCommand.Form;
import io.penstock.cli.sql.SqlRequest;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Styles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The SQL shell on the terminal of this process. {@link #run} returns when its user leaves.
 *
 * <p>Nothing that a statement does ends it: failures are said in a line or two, and the next statement looks for the runtime
 * again where the last one did not reach it.
 */
public final class SqlShell {

    private static final String HISTORY = "sql_history";
    private static final String HELP =
            """
            A statement ends with ';' and may have many lines. Tab completes, and the
            arrows bring back what was typed.

              \\d              all tables; also: tables, show tables
              \\d TABLE        its columns; also: describe TABLE
              \\watch [2]      repeats the last statement every 2 seconds, until Ctrl-C
              \\x [on|off]     one column a line; rows side by side
              \\x auto         what fits the terminal, as it is at the start
              \\?              this text
              \\q              leaves; also: Ctrl-D

            Ctrl-C cancels the statement that runs, or clears the line.
            Long results are paged: space, b, arrows, g, G; q leaves them.
            """;

    /**
     * @param write whether statements may change tables
     * @param maxRows of a result
     */
    public record Settings(boolean write, long maxRows) {}

    private final Context context;
    private final Settings settings;
    private final Styles styles;
    private final Screen screen;
    private final LineReader reader;
    private final KnownTables known;
    private final StatementScreen statements;
    private volatile RuntimeClient client;
    private Form form = Form.AUTO;
    private @Nullable String last;

    private SqlShell(Context context, RuntimeClient client, Settings settings, Terminal terminal) {
        this.context = context;
        this.settings = settings;
        this.client = client;
        this.styles = context.styles();
        this.screen = Screen.of(terminal);
        this.statements = new StatementScreen(screen, styles, settings);
        this.known = new KnownTables(statement -> cells(statement, new Cancellation()));
        terminal.handle(Signal.INT, Terminal.SignalHandler.SIG_IGN); // ends what runs, never the shell
        this.reader = reader(terminal);
    }

    /** @param client of the runtime that is up */
    public static void run(Context context, RuntimeClient client, Settings settings) {
        try (Terminal terminal = TerminalBuilder.builder()
                .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
                .encoding(StandardCharsets.UTF_8)
                .build()) {
            run(context, client, settings, terminal);
        } catch (IOException e) {
            throw CommandException.failed("Cannot use the terminal: " + e.getMessage(), e);
        }
    }

    static void run(Context context, RuntimeClient client, Settings settings, Terminal terminal) {
        new SqlShell(context, client, settings, terminal).run();
    }

    private LineReader reader(Terminal terminal) {
        return LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("penstock")
                .parser(new ShellParser())
                .completer(new SqlCompleter(known))
                .highlighter(new SqlColours(styles.enabled(), this::prefetch))
                .history(new ShellHistory(new HistoryFile(context.home().root().resolve(HISTORY))))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P -> ")
                .variable(LineReader.INDENTATION, 0)
                .option(Option.DISABLE_EVENT_EXPANSION, true) // else != is taken for a word of the history
                .option(Option.CASE_INSENSITIVE, true)
                .variable(LineReader.HISTORY_SIZE, HistoryFile.MAX_ENTRIES)
                .build();
    }

    /** Columns are known by the time that they are asked for. */
    private void prefetch(String line) {
        MentionedTables.in(line).forEach(mention -> known.columns(mention.table()));
    }

    private void run() {
        out().println("SQL%s. \\? for help, \\q or Ctrl-D to leave.".formatted(settings.write() ? "" : ", read-only"));
        if (settings.write() && !confirmed("Statements may change and drop tables (--write).")) {
            return;
        }
        Attributes before = screen.hush();
        try (known) {
            boolean on = true;
            while (on) {
                on = once();
            }
        } finally {
            screen.terminal().setAttributes(before);
        }
    }

    /** @return whether to go on */
    private boolean once() {
        known.refreshWhenStale();
        String input;
        try {
            input = reader.readLine(settings.write() ? "penstock(write)> " : "penstock> ");
        } catch (UserInterruptException e) {
            return true;
        } catch (EndOfFileException e) {
            return false;
        }
        return run(ShellCommand.parse(input));
    }

    private boolean run(ShellCommand command) {
        if (command instanceof ShellCommand.Quit) {
            return false;
        }
        if (command instanceof ShellCommand.Sql sql) {
            runAll(sql.statements());
        } else if (command instanceof ShellCommand.ListTables) {
            listTables();
        } else if (command instanceof ShellCommand.Describe describe) {
            statement("DESCRIBE TABLE " + describe.table());
        } else if (command instanceof ShellCommand.Watch watch) {
            watch(watch.interval());
        } else if (command instanceof ShellCommand.Show show) {
            form = show.form();
            out().println(formText());
        } else if (command instanceof ShellCommand.Help) {
            out().print(HELP);
        } else if (command instanceof ShellCommand.Wrong wrong) {
            fail(List.of(wrong.message()));
        }
        return true;
    }

    private String formText() {
        return switch (form) {
            case AUTO -> "Rows are shown as a table where it fits, else one column a line.";
            case VERTICAL -> "Rows are shown one column a line.";
            case TABLE -> "Rows are shown as a table.";
        };
    }

    @SuppressWarnings("try") // what takes Ctrl-C works by being open
    private void listTables() {
        guarded("SHOW TABLES", () -> {
            Cancellation cancellation = new Cancellation();
            List<String> tables;
            try (Interrupts interrupts = Interrupts.to(screen.terminal(), cancellation::cancel)) {
                tables = KnownTables.load(statement -> cells(statement, cancellation));
            }
            tables.forEach(table -> out().println(table));
            out().println(styles.dim(Figures.count(tables.size(), "table")));
            known.refresh();
        });
    }

    /** One after the other, up to the first that does not succeed. */
    private void runAll(List<String> texts) {
        for (String statement : texts) {
            if (!statement(statement)) {
                return;
            }
        }
    }

    private boolean statement(String statement) {
        return guarded(statement, () -> {
            List<String> warnings = warnings(statement);
            if (!warnings.isEmpty() && !confirmed(String.join("%n".formatted(), warnings))) {
                out().println("Nothing was done.");
                return;
            }
            last = statement;
            statements.run(client, statement, form);
            if (settings.write()) {
                known.refresh();
            }
        });
    }

    private List<String> warnings(String statement) {
        return settings.write() ? PipelineOutputs.warnings(client, statement) : List.of();
    }

    private void watch(Duration interval) {
        String statement = last;
        if (statement == null) {
            fail(List.of("Cannot watch, no statement has run yet"));
        } else {
            guarded(statement, () -> statements.watch(client, new Watch(statement, interval), form));
        }
    }

    /** Says what went wrong, and goes on. @return whether nothing did */
    private boolean guarded(String statement, Runnable task) {
        try {
            task.run();
            return true;
        } catch (CancelledException e) {
            out().println("Cancelled.");
        } catch (ApiException e) {
            fail(ErrorText.of(String.valueOf(e.getMessage()), statement, screen.columns()));
            if (!settings.write() && SqlRequest.refusedAsReadOnly(e)) {
                out().println(SqlRequest.WRITE_HINT);
            }
        } catch (UnavailableException e) {
            fail(ErrorText.folded(String.valueOf(e.getMessage()), screen.columns()));
            e.log().ifPresent(log -> fail(List.of("log: " + log)));
            client = RuntimeClient.find(context.home()).orElse(client);
        }
        return false;
    }

    private void fail(List<String> lines) {
        lines.forEach(line -> out().println(styles.red(line)));
    }

    private boolean confirmed(String what) {
        out().println(styles.yellow(what));
        out().print("Go on? [y/N] ");
        out().flush();
        boolean yes = Character.toLowerCase(screen.readKey()) == 'y';
        out().println(yes ? "y" : "n");
        return yes;
    }

    /** For what the shell itself wants to know. */
    private List<List<@Nullable String>> cells(String statement, Cancellation cancellation) {
        Result result = new Result();
        SqlRequest.of(statement, false, settings.maxRows()).run(client, cancellation, result);
        return result.rows();
    }

    private PrintStream out() {
        return screen.out();
    }
}
