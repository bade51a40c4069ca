package io.penstock.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.console.TestConsole.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the console's pages ask for beside what the commands do. */
@Timeout(120)
class EventApiIT {

    @TempDir
    static Path folder;

    private static TestConsole console;

    @BeforeAll
    static void start() {
        console = new TestConsole(folder);
        console.send("watched", 0, 10);
        Answer applied = console.post(
                "/api/pipelines/apply", Map.of("file", "watched.yaml", "text", TestConsole.pipeline("watched")));
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void aStreamShowsThePipelineAsItGoesOn() throws Exception {
        try (BufferedReader events = events("/api/events?pipeline=watched")) {
            JsonNode first = await(events, picture -> records(picture) >= 10);
            long before = records(first);
            console.send("watched", 10, 30);
            JsonNode then = await(events, picture -> records(picture) >= before + 20);
            long committed = records(then);
            JsonNode lag = await(
                    events,
                    picture -> picture.path("lag").path(0).path("committed").asLong() >= committed);

            assertThat(first.path("status").path("state").asText()).isEqualTo("running");
            assertThat(then.path("batches").path(0).path("query").asText()).isEqualTo("clicks");
            assertThat(then.path("writes").path("table").asDouble()).isPositive();
            assertThat(lag.path("lag").path(0).path("topic").asText()).isEqualTo("watched");
            assertThat(lag.path("lag_error").isNull()).isTrue();
        }
    }

    @Test
    void aPageGetsTwoPicturesASecondAtMost() throws Exception {
        try (BufferedReader events = events("/api/events")) {
            await(events, picture -> true);
            long start = System.nanoTime();
            for (int picture = 0; picture < 6; picture++) {
                console.send("watched", 100 + picture, 101 + picture);
                await(events, any -> true);
            }

            // one that was under way when the first was read may follow at once
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(2_300));
        }
    }

    @Test
    void theOverviewHasThePipelinesAndTheRuntime() throws Exception {
        try (BufferedReader events = events("/api/events")) {
            JsonNode picture = await(events, any -> true);

            JsonNode status = picture.path("pipelines").path(0).path("status");
            assertThat(status.path("name").asText()).isEqualTo("watched");
            assertThat(picture.path("pipelines").path(0).path("trend").path("records"))
                    .hasSize(30);
            assertThat(picture.path("runtime").path("status").asText()).isEqualTo("up");
            assertThat(picture.path("services")).isEmpty();
        }
    }

    @Test
    void aPipelineThatIsNotThereHasNoStream() {
        Answer answer = console.get("/api/events?pipeline=none");

        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    void aDefinitionHasTheFileAndWhatLeadsWhere() {
        JsonNode definition = console.get("/api/pipelines/watched/definition").json();

        assertThat(definition.path("file").asText()).isEqualTo("watched.yaml");
        assertThat(definition.path("text").asText()).isEqualTo(TestConsole.pipeline("watched"));
        assertThat(definition.path("nodes").toString())
                .isEqualTo(
                        "[{\"kind\":\"source\",\"name\":\"clicks\",\"form\":\"topic\",\"detail\":\"watched\",\"inputs\":[]},"
                                + "{\"kind\":\"view\",\"name\":\"seen\",\"form\":\"SQL\",\"detail\":\"\",\"inputs\":[\"clicks\"]},"
                                + "{\"kind\":\"output\",\"name\":\"table\",\"form\":\"table\",\"detail\":\"web.watched\",\"inputs\":[\"seen\"]}]");
    }

    @Test
    void topicsHaveTheirOffsetsAndTheirPipelines() {
        JsonNode topic = console.get("/api/topics").json().path(0);

        assertThat(topic.path("topic").asText()).isEqualTo("watched");
        assertThat(topic.path("readers").toString()).isEqualTo("[\"watched\"]");
        assertThat(topic.path("writers")).isEmpty();
        assertThat(topic.path("partitions").path(0).path("earliest").asLong()).isZero();
        assertThat(topic.path("partitions").path(0).path("end").asLong()).isGreaterThanOrEqualTo(10);
    }

    private static long records(JsonNode picture) {
        return picture.path("status").path("records").asLong();
    }

    private static BufferedReader events(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                console.http().send(console.request(path).build(), BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static JsonNode await(BufferedReader events, Predicate<JsonNode> wanted) throws IOException {
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            if (line.startsWith("data: ")) {
                JsonNode picture = TestConsole.parse(line.substring("data: ".length()));
                if (wanted.test(picture)) {
                    return picture;
                }
            }
        }
        throw new AssertionError("The stream has ended");
    }
}
