package io.penstock.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process as it is started by the local stack, with nobody at the broker's address. */
@Timeout(180)
class RuntimeMainIT {

    private static final String TOKEN = "secret";

    @TempDir
    Path home;

    private Process process;

    @BeforeEach
    void writeToken() throws IOException {
        Files.writeString(home.resolve("token"), TOKEN + "\n");
    }

    @AfterEach
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void servesSilentlyAndEndsWithItsParent() throws Exception {
        start("--home", home.toString(), "--bootstrap", "127.0.0.1:1", "--exit-on-stdin-eof");
        int port = awaitPort();
        assertThat(get(port).body()).contains("\"status\":\"up\"");

        process.getOutputStream().close();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(home.resolve("run/runtime.json")).doesNotExist();
        assertThat(Files.readString(home.resolve("out"))).isEmpty();
        assertThat(Files.readString(home.resolve("runtime.log"))).contains("runtime serves", "runtime ended");
    }

    @Test
    void endsOnSigterm() throws Exception {
        start("--home", home.toString(), "--bootstrap", "127.0.0.1:1");
        awaitPort();

        process.destroy();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(home.resolve("run/runtime.json")).doesNotExist();
        assertThat(Files.readString(home.resolve("runtime.log"))).contains("runtime ended");
    }

    @Test
    void endsOnRequest() throws Exception {
        start("--home", home.toString(), "--bootstrap", "127.0.0.1:1");
        int port = awaitPort();

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        request(port, "/api/shutdown")
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo("{\"status\":\"stopping\"}");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void saysInOneLineWhyItCannotStart() throws Exception {
        Files.delete(home.resolve("token"));
        start("--home", home.toString(), "--bootstrap", "127.0.0.1:1");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(home.resolve("out")))
                .isEqualTo("Cannot start the runtime, there is no token: " + home.resolve("token") + "\n");
    }

    @Test
    void refusesAnUnknownOption() throws Exception {
        start("--hmoe", home.toString());

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readString(home.resolve("out")))
                .isEqualTo("Cannot start the runtime, unknown option: --hmoe\n");
    }

    /** With the options that this JVM of the tests has for Spark, and its class path. */
    private void start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx700m");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option ->
                        option.startsWith("--add-opens") || option.startsWith("-Djdk.") || option.startsWith("-XX:+I"))
                .forEach(command::add);
        command.add("-Dpenstock.log=" + home.resolve("runtime.log"));
        command.add("-Dlog4j2.configurationFile=classpath:io/penstock/local/internal/runtime-log4j2.properties");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RuntimeMain.class.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("out").toFile())
                .start();
    }

    private int awaitPort() {
        Path file = home.resolve("run/runtime.json");
        Awaitility.await("the runtime's run file")
                .atMost(Duration.ofSeconds(90))
                .failFast("the process ended", () -> !process.isAlive())
                .until(() -> Files.exists(file));
        try {
            JsonNode run = TestConsole.parse(Files.readString(file));
            assertThat(run.path("pid").asLong()).isEqualTo(process.pid());
            assertThat(run.path("started").asText()).endsWith("Z");
            return run.path("port").asInt();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> get(int port) throws Exception {
        return HttpClient.newHttpClient()
                .send(request(port, "/api/health").build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + TOKEN);
    }
}
