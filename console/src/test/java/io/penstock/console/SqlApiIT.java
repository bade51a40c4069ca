package io.penstock.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.console.TestConsole.Answer;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The API as such and its SQL: no pipeline runs here. */
@Timeout(180)
class SqlApiIT {

    private static final String ENDLESS =
            "SELECT a.id FROM range(100000000) a CROSS JOIN range(100000000) b WHERE a.id + b.id < 0";

    @TempDir
    static Path folder;

    private static TestConsole console;

    @BeforeAll
    static void start() {
        console = new TestConsole(folder);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void saysThatItIsUp() {
        JsonNode health = console.get("/api/health").json();

        assertThat(health.path("status").asText()).isEqualTo("up");
        assertThat(health.path("pid").asLong())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(health.path("memory_mib").asLong()).isBetween(50L, 8_000L);
        assertThat(health.path("pipelines").asInt()).isZero();
        assertThat(health.path("version").asText()).isNotEmpty();
    }

    @Test
    void refusesWhoDoesNotKnowTheToken() {
        for (String header : new String[] {"Bearer wrong", "Bearer ", "Basic " + TestConsole.TOKEN, "Bearer 0"}) {
            Answer answer = console.send(HttpRequest.newBuilder(
                            console.request("/api/health").build().uri())
                    .header("Authorization", header)
                    .build());
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text())
                    .isEqualTo("{\"error\":\"Cannot serve the request, the token is missing or wrong\"}");
        }
        assertThat(console.send(HttpRequest.newBuilder(console.request("/api/pipelines")
                                        .build()
                                        .uri())
                                .build())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refusesARequestThatCameByAnotherName() throws Exception {
        assertThat(rawStatus("evil.example:80")).isEqualTo("HTTP/1.1 403 Forbidden");
        assertThat(rawStatus("127.0.0.1.evil.example")).isEqualTo("HTTP/1.1 403 Forbidden");
        assertThat(rawStatus("localhost:" + console.port())).isEqualTo("HTTP/1.1 200 OK");
        assertThat(rawStatus("127.0.0.1:" + console.port())).isEqualTo("HTTP/1.1 200 OK");
    }

    private static String rawStatus(String host) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
            socket.getOutputStream()
                    .write(
                            "GET /api/health HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                                    .formatted(host, TestConsole.TOKEN)
                                    .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }

    @Test
    void listensOnItsAddressOnly() throws Exception {
        List<InetAddress> others = new ArrayList<>(NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList());
        others.add(InetAddress.getByName("127.0.0.2")); // answers where all interfaces are listened on

        assertThat(others).allSatisfy(address -> assertThatThrownBy(() -> new Socket(address, console.port()).close())
                .isInstanceOf(ConnectException.class));
    }

    @Test
    void answersNonsenseWithAnErrorInJson() {
        List<Answer> answers = List.of(
                console.get("/api/nothing"),
                console.get("/api/sql/nothing"),
                console.get("/api/sql"),
                console.send(console.request("/api/pipelines").DELETE().build()),
                console.post("/api/sql", "{"),
                console.post("/api/sql", "[]"),
                console.post("/api/sql", "null"),
                console.post("/api/sql", "{}"),
                console.post("/api/sql", "{\"sql\":\"SELECT 1\",\"sql\":\"SELECT 2\"}"),
                console.post("/api/sql", "{\"sql\":\"SELECT 1\",\"wirte\":true}"),
                console.post("/api/sql", "{\"sql\":\"SELECT 1\"} {}"),
                console.post("/api/sql", "{\"sql\":\"SELECT 1\",\"max_rows\":0}"),
                console.post("/api/sql", "{\"sql\":" + "[".repeat(100_000)),
                console.post("/api/validate", "{\"file\":\"a.yaml\"}"),
                console.get("/api/pipelines/a/batches?after=x"));

        assertThat(answers)
                .extracting(Answer::status)
                .containsExactly(404, 404, 405, 405, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400);
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.json().path("error").asText()).startsWith("Cannot "));
        assertThat(answers.get(7).json().path("error").asText())
                .isEqualTo("Cannot read the request, its body lacks: sql");
        assertThat(answers.get(14).json().path("error").asText())
                .isEqualTo("Cannot read the request, after is 'x', expected 0 to 9223372036854775807");
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        byte[] body = new byte[24 << 20];
        Arrays.fill(body, (byte) ' ');

        Answer answer = console.send(console.request("/api/validate")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("error").asText())
                .isEqualTo("Cannot take the request, its body is larger than 20971520 bytes");
    }

    @Test
    void streamsColumnsRowsAndTheEnd() {
        List<JsonNode> lines = console.sql("SELECT id, 'x' AS x, NULL AS n FROM range(3)");

        assertThat(lines.get(0).toString())
                .isEqualTo("{\"columns\":[{\"name\":\"id\",\"type\":\"BIGINT\"},{\"name\":\"x\",\"type\":\"STRING\"},"
                        + "{\"name\":\"n\",\"type\":\"VOID\"}]}");
        assertThat(lines.subList(1, 4).toString())
                .isEqualTo("[{\"row\":[0,\"x\",null]}, {\"row\":[1,\"x\",null]}, {\"row\":[2,\"x\",null]}]");
        JsonNode end = lines.get(4).path("end");
        assertThat(end.path("rows").asLong()).isEqualTo(3);
        assertThat(end.path("truncated").asBoolean()).isFalse();
        assertThat(end.has("elapsed_millis")).isTrue();
    }

    @Test
    void cutsOffAtTheCapsAndSaysSo() {
        List<JsonNode> rows = console.sql(Map.of("sql", "SELECT id FROM range(1000)", "max_rows", 7));
        assertThat(rows).hasSize(9);
        assertThat(rows.get(8).path("end").path("truncated").asBoolean()).isTrue();
        assertThat(rows.get(8).path("end").path("limit").asText()).isEqualTo("rows");

        List<JsonNode> bytes =
                console.sql(Map.of("sql", "SELECT repeat('x', 1000) FROM range(1000)", "max_bytes", 10_000));
        assertThat(bytes.get(bytes.size() - 1).path("end").path("limit").asText())
                .isEqualTo("bytes");

        Answer time = console.post("/api/sql", Map.of("sql", ENDLESS, "timeout_seconds", 1));
        assertThat(time.text()).contains("Cannot finish the statement, it ran longer than allowed: 1 s");
    }

    @Test
    void refusesWritesUnlessTheyAreAskedFor() {
        Answer refused = console.post("/api/sql", Map.of("sql", "CREATE NAMESPACE made"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("error").asText())
                .isEqualTo("Cannot run as read-only SQL, statement is not on the list: CREATE NAMESPACE");

        Answer allowed = console.post("/api/sql", Map.of("sql", "CREATE NAMESPACE made", "write", true));
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(console.sql("SHOW NAMESPACES").toString()).contains("made");
    }

    @Test
    void saysWhatIsWrongWithAStatement() {
        Answer wrong = console.post("/api/sql", Map.of("sql", "SELEKT 1"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().path("error").asText()).startsWith("line 1, column 1: [PARSE_SYNTAX_ERROR]");

        Answer failed = console.post("/api/sql", Map.of("sql", "SELECT 1 / (id - 1) FROM range(3)"));
        assertThat(failed.text()).contains("[DIVIDE_BY_ZERO] Division by zero.");
    }

    @Test
    void cancelsAStatementWhoseClientHasGone() throws Exception {
        String body = "{\"sql\":\"" + ENDLESS + "\"}";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
            socket.getOutputStream()
                    .write(("POST /api/sql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                                    + "Content-Length: %d\r\n\r\n%s")
                            .formatted(TestConsole.TOKEN, body.length(), body)
                            .getBytes(StandardCharsets.US_ASCII));
            Awaitility.await("the job of the query").until(() -> activeJobs() > 0);
        }

        Awaitility.await("the end of the job").atMost(Duration.ofSeconds(30)).until(() -> activeJobs() == 0);
    }

    /** What the shell does at Ctrl-C. */
    @Test
    void cancelsAStatementWhoseResultIsClosed() throws Exception {
        HttpRequest request = console.request("/api/sql")
                .POST(HttpRequest.BodyPublishers.ofString("{\"sql\":\"" + ENDLESS + "\"}"))
                .build();
        HttpResponse<InputStream> response = console.http().send(request, HttpResponse.BodyHandlers.ofInputStream());
        Awaitility.await("the job of the query").until(() -> activeJobs() > 0);

        response.body().close();

        Awaitility.await("the end of the job").atMost(Duration.ofSeconds(30)).until(() -> activeJobs() == 0);
    }

    @Test
    void streamsNoFasterThanTheClientReads() throws Exception {
        HttpRequest request = console.request("/api/sql")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"sql\":\"SELECT id, repeat('x', 1000) FROM range(0, 60000, 1, 6)\",\"max_rows\":60000,"
                                + "\"max_bytes\":100000000}"))
                .build();
        HttpResponse<InputStream> response = console.http().send(request, HttpResponse.BodyHandlers.ofInputStream());
        long rows = 0;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            assertThat(line).startsWith("{\"columns\"");
            for (line = reader.readLine(); line != null && line.startsWith("{\"row\""); line = reader.readLine()) {
                rows++;
            }
            assertThat(line).startsWith("{\"end\":{\"rows\":60000,\"truncated\":false");
        }
        assertThat(rows).isEqualTo(60_000);
    }

    @Test
    void answersTheStateWhileManyStatementsRun() {
        List<CompletableFuture<HttpResponse<String>>> statements = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            statements.add(console.http()
                    .sendAsync(
                            console.request("/api/sql")
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"sql\":\"" + ENDLESS + "\",\"timeout_seconds\":8}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()));
        }
        Awaitility.await("the jobs of the statements").until(() -> activeJobs() >= 4);

        long started = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThat(console.get("/api/pipelines").status()).isEqualTo(200);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));

        assertThat(statements)
                .allSatisfy(statement -> assertThat(statement.join().body())
                        .contains("Cannot finish the statement, it ran longer than allowed: 8 s"));
    }

    @Test
    void passesOnTheWishToStop() {
        int before = console.stops();

        assertThat(console.post("/api/shutdown", "").text()).isEqualTo("{\"status\":\"stopping\"}");

        Awaitility.await("the call to stop").until(() -> console.stops() == before + 1);
    }

    private static int activeJobs() {
        return console.activeJobs();
    }
}
