package io.penstock.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.local.Broker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The exit codes of a job, and its last words: what schedulers go by. It has Spark in its own process here. */
@Timeout(240)
class JobMainIT {

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void kill() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void saysWhatIsWrongWithTheCommandLineAndTheFiles() throws Exception {
        Path profile = profile("127.0.0.1:1", "${env:PENSTOCK_NO_SUCH_SECRET}");
        Path faulty = Files.writeString(folder.resolve("faulty.yaml"), "pipeline: x\n");

        assertEnds(2, "Cannot start the job, an option is missing. Usage: " + JobOptions.USAGE + "\n");
        assertEnds(
                2,
                "Cannot start the job, the file cannot be read: nowhere.yaml\n",
                "--profile",
                "nowhere.yaml",
                "--pipeline",
                faulty.toString());
        assertEnds(
                2,
                "Cannot use profile, environment variable is not set: PENSTOCK_NO_SUCH_SECRET\n",
                "--profile",
                profile.toString(),
                "--pipeline",
                faulty.toString());
    }

    @Test
    void stopsInOrderAndRefusesWhatAPersonHasToDecide() throws Exception {
        try (Broker broker = Broker.startTemporary(folder.resolve("broker"))) {
            String[] run = {
                "--profile",
                profile(broker.bootstrapServers(), null).toString(),
                "--pipeline",
                Files.writeString(folder.resolve("clicks.yaml"), TestConsole.pipeline("clicks"))
                        .toString()
            };
            ClickTraffic.createTopic(broker.bootstrapServers(), "clicks", 1);
            Process job = start("job", run);
            ClickTraffic.during(
                    broker.bootstrapServers(), "clicks", 100, () -> await(job, "clicks/clicks batch 1 committed"));

            job.destroy(); // SIGTERM

            assertThat(job.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(job.exitValue()).isEqualTo(143);
            assertThat(said("job"))
                    .contains("clicks stops after the batch at hand, as the process is told to end")
                    .contains("job ended with exit code 143");

            delete(folder.resolve("state"));
            Process refused = start("refused", run);

            assertThat(refused.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(refused.exitValue()).isEqualTo(3);
            assertThat(said("refused"))
                    .contains(
                            "Cannot start clicks/clicks from the beginning, table web.clicks already holds its batches");

            Process stop = start("stop", "--profile", run[1], "--stop", "clicks", "--patience", "1");
            assertThat(stop.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(stop.exitValue()).isEqualTo(1);
            assertThat(said("stop"))
                    .contains("Cannot stop clicks, no driver has taken the request within 1 s: "
                            + folder.resolve("state/clicks/stop"));
            assertThat(folder.resolve("state/clicks/stop")).doesNotExist();
        }
    }

    private void assertEnds(int code, String message, String... arguments) throws Exception {
        Process process = start("ends", arguments);
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said("ends")).isEqualTo(code);
        String words = said("ends").replaceAll("(?m)^\\d\\d:\\d\\d:.*\\n", ""); // without the log's
        assertThat(words).isEqualTo(message);
    }

    private void await(Process process, String words) {
        Awaitility.await(words)
                .atMost(Duration.ofSeconds(120))
                .failFast("the process ended", () -> !process.isAlive())
                .until(() -> said("job").contains(words));
    }

    private String said(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".log"));
    }

    private Path profile(String bootstrapServers, @Nullable String secret) throws IOException {
        String scram = secret == null ? "" : ", scram: { username: penstock, password: \"" + secret + "\" }";
        return Files.writeString(
                folder.resolve("test.yaml"),
                """
                profile: test
                kafka: { bootstrap-servers: "%s"%s }
                catalog: { jdbc: { uri: "jdbc:sqlite:%s/catalog.db?busy_timeout=30000" } }
                warehouse: %s
                checkpoints: %s
                """
                        .formatted(
                                bootstrapServers,
                                scram,
                                folder,
                                folder.resolve("warehouse").toUri(),
                                folder.resolve("state").toUri()));
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Process start(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx700m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.add("-Dlog4j2.configurationFile=classpath:spark-console-log4j2.properties");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), JobMain.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        started.add(process);
        return process;
    }
}
