package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.cli.Typing.Typed;
import io.penstock.local.Broker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own, as people start it. */
class PenstockProcessIT {

    @TempDir
    private Path folder;

    @Test
    void helpIsAllThatIsPrinted() throws IOException, InterruptedException {
        Process process = start("--help");

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCodes.DONE);
        assertThat(out()).startsWith("Penstock brings event streams").contains("penstock COMMAND --help");
        assertThat(err()).isEmpty();
    }

    @Test
    void wrongUsageIsToldByTheExitCode() throws IOException, InterruptedException {
        Process process = start("produce");

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(out()).isEmpty();
        assertThat(err()).startsWith("Missing required option: '--topic=TOPIC'");
    }

    @Test
    void aProducerThatIsToldToStopConfirmsWhatItHasSentAndEndsInOrder() throws IOException, InterruptedException {
        try (Broker broker = Broker.startTemporary(folder.resolve("home"))) {
            Typing.in(folder).type("topics", "create", "clicks", "--bootstrap", broker.bootstrapServers());
            Process process =
                    start("produce", "--topic", "clicks", "--rate", "500", "--bootstrap", broker.bootstrapServers());
            await("the first records").atMost(Duration.ofSeconds(30)).until(() -> !listed(broker)
                    .contains(" 0\n"));

            process.destroy(); // SIGTERM

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitCodes.DONE);
            assertThat(out()).matches("sent per second: \\d+\\R");
            String sent = err().replaceAll("(?s)^([0-9,]+) records? sent to clicks.*", "$1");
            assertThat(listed(broker)).endsWith(" " + sent + "\n");
        }
    }

    private String listed(Broker broker) {
        Typed typed = Typing.in(folder).type("topics", "list", "--bootstrap", broker.bootstrapServers());
        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        return typed.out();
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.penstock.cli.Penstock"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }
}
