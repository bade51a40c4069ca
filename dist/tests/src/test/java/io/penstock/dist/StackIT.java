package io.penstock.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.dist.Shell.Typed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution that this build has made, typed at as a user would. */
class StackIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String[] ANY_PORTS = {"--kafka-port", "0", "--api-port", "0"};
    private static final Pattern RESULT = Pattern.compile("\\{\"sent\":20000,\"rows\":19800,\"dead_letters\":200,"
            + "\"verified\":true,\"seconds_to_first_row\":[0-9.]+,\"peak_memory_mib\":(\\d+)}");
    private static final long MEMORY_LIMIT_MIB = 3 * 1024;

    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void openShell() {
        shell = new Shell(folder, Path.of(System.getProperty("penstock.launcher")), Map.of("PENSTOCK_NO_BUILD", "yes"));
    }

    @AfterEach
    void stop() throws Exception {
        shell.type("down");
    }

    @Test
    void demoEndsByItselfWithTheProof() throws Exception {
        Typed demo = typeWithAnyPorts("demo", "--events", "20000", "--exit");

        assertThat(demo.code()).as("%s", demo).isZero();
        assertThat(demo.lastLine()).matches(RESULT);
        assertThat(demo.out().lines()).as("results only").hasSize(1);
        assertThat(demo.err().lines())
                .as("no line of a library's logging")
                .noneMatch(line -> line.contains("WARN") || line.contains("SLF4J") || line.contains("INFO"));
        assertThat(peakMemoryMib(demo)).isLessThan(MEMORY_LIMIT_MIB);
        assertThat(processes()).isEmpty();
    }

    @Test
    void stopOnAProfileSaysThatNoDriverListens() throws Exception {
        Files.writeString(
                folder.resolve("test.yaml"),
                """
                profile: test
                kafka: { bootstrap-servers: "127.0.0.1:1" }
                catalog: { jdbc: { uri: "jdbc:sqlite:%1$s/catalog.db" } }
                warehouse: %1$s/warehouse
                checkpoints: %1$s/state
                """
                        .formatted(folder));

        Typed stop = shell.type("stop", "clicks", "--profile", "test.yaml", "--wait", "1s");

        assertThat(stop.code()).as("%s", stop).isEqualTo(1);
        assertThat(stop.err())
                .isEqualTo("Cannot stop clicks, no driver has taken the request within 1 s: "
                        + folder.resolve("state/clicks/stop") + "\n");
        assertThat(folder.resolve("state/clicks")).isEmptyDirectory();
        assertThat(shell.type("stop", "../clicks", "--profile", "test.yaml").err())
                .isEqualTo("Cannot stop a pipeline, this is no name of one: ../clicks\n");
    }

    @Test
    void killedDemoLeavesNoProcess() throws Exception {
        Process demo = shell.start(folder.resolve("out"), folder.resolve("err"), withAnyPorts("demo", "--rate", "100"));
        await("broker and runtime are up").atMost(SOON).until(this::up);

        demo.destroyForcibly();

        await("all processes end").atMost(SOON).until(() -> processes().isEmpty());
    }

    @Test
    void interruptedDemoStopsAllThatItStarted() throws Exception {
        Process demo = shell.start(folder.resolve("out"), folder.resolve("err"), withAnyPorts("demo", "--rate", "100"));
        await("broker and runtime are up").atMost(SOON).until(this::up);

        demo.destroy();

        await("all processes end")
                .atMost(SOON)
                .until(() -> !demo.isAlive() && processes().isEmpty());
    }

    @Test
    void killedRuntimeComesBackAndItsPipelineGoesOn() throws Exception {
        Typed up = typeWithAnyPorts("up");
        assertThat(up.code()).as("%s", up).isZero();
        assertThat(typeWithAnyPorts("demo", "--events", "1000", "--exit").code())
                .isZero();

        long runtime = processes().stream()
                .filter(process -> command(process).contains("RuntimeMain"))
                .map(ProcessHandle::pid)
                .findFirst()
                .orElseThrow();
        ProcessHandle.of(runtime).orElseThrow().destroyForcibly();

        await("the runtime is up again").atMost(SOON).until(() -> {
            Typed status = shell.type("status", "--output", "json");
            return status.code() == 0 && status.out().contains("\"restarts\":1");
        });
        assertThat(shell.type("produce", "--topic", "blog-replay", "--events", "500")
                        .code())
                .isZero();
        try {
            await("the new rows are in the table").atMost(SOON).until(() -> shell.type(
                            "sql", "-e", "SELECT count(*) AS n FROM web.clicks", "--output", "csv")
                    .lastLine()
                    .equals("1490"));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + whatIs(), e);
        }
        assertThat(shell.type("verify", "clickstream").code()).isZero();
    }

    @Test
    void classicHiveStepsEndWithRowsAndTheMetastoreStaysWithTheHome() throws Exception {
        Path pipeline = Path.of(System.getProperty("penstock.launcher"))
                .resolveSibling("examples/clickstream-hive/clickstream-hive.yaml");
        assertThat(typeWithAnyPorts("up").code()).isZero();

        assertThat(shell.type("apply", pipeline.toString()).code()).isZero();
        assertThat(shell.type("produce", "--events", "25", "--topic", "blog-replay")
                        .code())
                .isZero();

        await("the rows are in the table").atMost(SOON).until(() -> shell.type(
                        "sql", "-e", "select count(*) from csmessages_hive_table", "--output", "csv")
                .lastLine()
                .equals("25"));
        Typed ten = shell.type("sql", "-e", "select * from csmessages_hive_table limit 10", "--output", "csv");
        assertThat(ten.out().lines()).hasSize(11).first().isEqualTo("recordtime,eventid,url,ip");
        assertThat(shell.type("verify", "clickstream-hive").code()).isZero();

        assertThat(shell.type("down").code()).isZero();
        assertThat(shell.type("sql", "-e", "select count(*) from csmessages_hive_table", "--output", "csv")
                        .lastLine())
                .isEqualTo("25"); // with a runtime and a metastore of its own
    }

    @Test
    void statusSaysThatNothingRuns() throws Exception {
        Typed status = shell.type("status");

        assertThat(status.code()).isEqualTo(3);
        assertThat(status.out()).isEmpty();
        assertThat(status.err())
                .isEqualTo("Nothing runs in %s; start it with: penstock up%n"
                        .formatted(folder.toRealPath().resolve(".penstock")));
    }

    private Typed typeWithAnyPorts(String... arguments) throws Exception {
        return shell.type(withAnyPorts(arguments));
    }

    private static String[] withAnyPorts(String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of(ANY_PORTS)).toArray(String[]::new);
    }

    private boolean up() throws Exception {
        return shell.type("status").code() == 0;
    }

    /** What a person would look at when rows do not come. */
    private String whatIs() throws Exception {
        StringBuilder found = new StringBuilder();
        for (String[] command : List.of(
                new String[] {"status"},
                new String[] {"pipelines", "--output", "json"},
                new String[] {"topics", "describe", "blog-replay"},
                new String[] {"sql", "-e", "SELECT count(*) FROM web.clicks"})) {
            found.append("\n").append(shell.type(command));
        }
        for (String log : List.of("runtime", "supervisor")) {
            List<String> lines = Files.readAllLines(folder.resolve(".penstock/logs/" + log + ".log"));
            lines.subList(Math.max(0, lines.size() - 40), lines.size())
                    .forEach(line -> found.append("\n").append(line));
        }
        return found.toString();
    }

    private static long peakMemoryMib(Typed demo) {
        Matcher result = RESULT.matcher(demo.lastLine());
        return result.matches() ? Long.parseLong(result.group(1)) : Long.MAX_VALUE;
    }

    /** Those that have this test's folder on their command line: broker, runtime and supervisor. */
    private List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(process -> command(process).contains(folder.toString()))
                .toList();
    }

    private static String command(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }
}
