package io.penstock.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code penstock sql} on a real terminal, against real services. */
class SqlShellIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String[] ANY_PORTS = {"--kafka-port", "0", "--api-port", "0"};
    private static final String ENDLESS =
            "SELECT a.id FROM range(100000000) a CROSS JOIN range(100000000) b WHERE a.id + b.id < 0;";

    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void openShell() {
        assumeThat(TmuxTerminal.installed())
                .as("tmux is not installed: the SQL shell is not tried on a real terminal")
                .isTrue();
        shell = new Shell(folder, Path.of(System.getProperty("penstock.launcher")), Map.of("PENSTOCK_NO_BUILD", "yes"));
    }

    @AfterEach
    void stop() throws Exception {
        shell.type("down");
    }

    @Test
    void asksTheRunningStackAndReallyCancels() throws Exception {
        assertThat(shell.type("up", ANY_PORTS[0], ANY_PORTS[1], ANY_PORTS[2], ANY_PORTS[3])
                        .code())
                .isZero();
        assertThat(shell.type("demo", "--events", "1000", "--exit").code()).isZero();

        try (TmuxTerminal terminal = start(80, 24)) {
            terminal.awaitScreen("prompt", screen -> screen.endsWith("penstock>"));

            terminal.type("\\d").press("Enter");
            terminal.awaitScreen(
                    "list of tables",
                    screen -> screen.contains("\nweb.clicks\ntopics.blog_replay\nledger.clickstream\n4 tables\n"));

            terminal.type("select count(*) as n")
                    .press("Enter")
                    .type("from web.cl")
                    .press("Tab");
            terminal.awaitScreen("completed name", screen -> screen.endsWith("\n       -> from web.clicks"));
            terminal.type(";").press("Enter");
            terminal.awaitScreen("count", screen -> screen.matches("(?s).*\n  n\n990\n1 row, [0-9.]+ s\npenstock>"));

            terminal.type("select nope from web.clicks;").press("Enter");
            terminal.awaitScreen("mark", screen -> screen.contains("\n  select nope from web.clicks\n         ^\n"));

            terminal.type(ENDLESS).press("Enter");
            terminal.awaitScreen("time that it takes", screen -> screen.endsWith("; Ctrl-C cancels"));
            terminal.press("C-c");
            terminal.awaitScreen("word of the end", screen -> screen.endsWith("\nCancelled.\npenstock>"));
            ProcessHandle runtime = runtime();
            await("the runtime rests")
                    .atMost(SOON)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(new Rest(runtime)::begun);

            terminal.type("half a line").press("C-c").press("C-l");
            terminal.awaitScreen("empty prompt", screen -> screen.equals("penstock>"));

            terminal.type("select * from range(1000);").press("Enter");
            terminal.awaitScreen("pager", screen -> screen.contains("\nlines 1-22 of 1,000; q leaves"));
            terminal.press("G");
            terminal.awaitScreen("last line", screen -> screen.contains("\n999\nlines 979-1,000 of 1,000 (end)"));
            terminal.type("q");
            terminal.awaitScreen("summary", screen -> screen.matches("(?s).*\n1,000 rows, [0-9.]+ s\npenstock>"));

            terminal.type("select count(*) as n from web.clicks;").press("Enter");
            terminal.awaitScreen("count again", screen -> screen.matches("(?s).*\n990\n1 row, [0-9.]+ s\npenstock>"));
            terminal.type("\\watch 0.5").press("Enter");
            terminal.awaitScreen(
                    "watched count",
                    screen -> screen.contains("  every 0.5 s, Ctrl-C ends  ") && screen.contains("\n990\n"));
            assertThat(shell.type("produce", "--topic", "blog-replay", "--events", "500")
                            .code())
                    .isZero();
            terminal.awaitScreen("new rows", screen -> screen.contains("\n1490\n"));
            terminal.press("C-c");
            terminal.awaitScreen("prompt after the watch", screen -> screen.endsWith("s\npenstock>"));

            terminal.press("C-d");
            terminal.awaitScreen("end", screen -> screen.endsWith("ended with 0"));
        }
        assertThat(runtime().isAlive()).as("the stack goes on").isTrue();
    }

    @Test
    void startsARuntimeOfItsOwnAndEndsItAtItsEnd() throws Exception {
        try (TmuxTerminal terminal = start(100, 30)) {
            terminal.awaitScreen("progress", screen -> screen.matches("(?s).*starting the runtime, \\d+ s"));
            terminal.awaitScreen("prompt", screen -> screen.endsWith("\npenstock>"));

            terminal.type("SELECT 'いろは' AS words, NULL AS nothing;").press("Enter");
            terminal.awaitScreen("row", screen -> screen.contains("\nwords   nothing\nいろは  NULL\n1 row, "));

            terminal.type("\\q").press("Enter");
            terminal.awaitScreen("end", screen -> screen.endsWith("ended with 0"));
        }
        assertThat(processes()).isEmpty();
    }

    private TmuxTerminal start(int columns, int rows) throws Exception {
        return TmuxTerminal.start(folder, columns, rows, "PENSTOCK_NO_BUILD=yes '%s' sql".formatted(shell.penstock()));
    }

    /** Whether a process computes; asked now and then. */
    private static final class Rest {

        private static final Duration LITTLE = Duration.ofMillis(250);

        private final ProcessHandle process;
        private Duration before = Duration.ZERO;

        Rest(ProcessHandle process) {
            this.process = process;
        }

        private boolean begun() {
            Duration now = process.info().totalCpuDuration().orElseThrow();
            boolean rests = now.minus(before).compareTo(LITTLE) < 0;
            before = now;
            return rests;
        }
    }

    private ProcessHandle runtime() {
        return processes().stream()
                .filter(process -> command(process).contains("RuntimeMain"))
                .findFirst()
                .orElseThrow();
    }

    /** Those that have this test's folder on their command line: broker, runtime and supervisor; not the terminal and its shell. */
    private List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(process -> command(process).contains(folder.toString()))
                .filter(process -> !command(process).startsWith("tmux")
                        && !command(process).endsWith("exec cat"))
                .toList();
    }

    private static String command(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }
}
