package io.penstock.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines while the broker goes and comes back. */
@Timeout(400)
class BrokerAwayIT {

    private static final Duration LIMIT = Duration.ofSeconds(150);

    @TempDir
    Path folder;

    private TestConsole console;

    @BeforeEach
    void start() {
        console = new TestConsole(folder);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void pipelinesWaitForTheBrokerAndGoOnByThemselves() {
        console.send("going", 0, 100);
        apply("going");
        awaitState("going", "running");
        awaitCount("going", 100);

        console.broker().kill();
        apply("late");
        awaitState("late", "waiting");
        assertThat(status("late").path("last_error").asText())
                .contains(console.broker().bootstrapServers());
        assertThat(console.get("/api/health").status()).isEqualTo(200);
        assertThat(console.post("/api/pipelines/going/verify", "").status()).isEqualTo(503);

        console.broker().start();
        awaitState("late", "running");
        awaitState("going", "running");
        console.send("going", 100, 200);
        console.send("late", 0, 50);
        awaitCount("going", 200);
        awaitCount("late", 50);
        assertThat(console.post("/api/pipelines/going/verify", "")
                        .json()
                        .path("verified")
                        .asBoolean())
                .isTrue();
    }

    private void apply(String name) {
        assertThat(console.post(
                                "/api/pipelines/apply",
                                Map.of("file", name + ".yaml", "text", TestConsole.pipeline(name)))
                        .status())
                .isEqualTo(200);
    }

    private JsonNode status(String name) {
        return console.get("/api/pipelines/" + name).json();
    }

    private void awaitState(String name, String state) {
        Awaitility.await(name + " is " + state)
                .atMost(LIMIT)
                .until(() -> status(name).path("state").asText(), state::equals);
    }

    private void awaitCount(String name, int count) {
        String expected = "{\"row\":[%d,%d]}".formatted(count, count);
        Awaitility.await(name + " has stored " + count)
                .atMost(LIMIT)
                .until(
                        () -> console.sql("SELECT count(*), count(DISTINCT eventid) FROM web." + name)
                                .get(1)
                                .toString(),
                        expected::equals);
    }
}
