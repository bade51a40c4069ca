package io.penstock.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.kafka.Topics;
import io.penstock.cli.runtime.ApiException;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** The clickstream pipeline of {@code examples/}, on a running stack. Not thread-safe. */
public final class Clickstream {

    public static final String NAME = "clickstream";
    public static final String TOPIC = "blog-replay";
    public static final String TABLE = "web.clicks";

    private static final String FILE = "clickstream.yaml";
    private static final int PARTITIONS = 2;
    private static final Duration VERIFY_LIMIT = Duration.ofMinutes(10);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final RuntimeClient runtime;

    private Clickstream(RuntimeClient runtime) {
        this.runtime = runtime;
    }

    /** Creates the topic where it is missing; the pipeline waits for {@link #start}. */
    public static Clickstream create(RuntimeClient runtime, String bootstrapServers) {
        createTopic(bootstrapServers);
        return new Clickstream(runtime);
    }

    /** Applies the pipeline and starts it, unless it runs. */
    public void start() throws IOException {
        ObjectNode request = Json.object().put("file", FILE).put("text", text()).put("start", true);
        JsonNode applied = runtime.post("/api/pipelines/apply", request, START_LIMIT);
        if (applied.path("action").asText().equals("unchanged")) { // it may have been stopped before
            runtime.post("/api/pipelines/" + NAME + "/start", null, START_LIMIT);
        }
    }

    /** What the pipeline has done since it was first started; nothing before that. */
    public Progress progress() {
        try {
            return Progress.of(runtime.get("/api/pipelines/" + NAME));
        } catch (ApiException e) {
            if (e.notFound()) {
                return Progress.NONE;
            }
            throw e;
        }
    }

    /** Recounts table, dead letters and topic. @return the report of the audit */
    public JsonNode verify() {
        return runtime.post("/api/pipelines/" + NAME + "/verify", null, VERIFY_LIMIT);
    }

    /** The pipeline file. */
    static String text() throws IOException {
        try (InputStream file = Clickstream.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("The example is missing in the jar: " + FILE);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void createTopic(String bootstrapServers) {
        try (Topics topics = Topics.connect(bootstrapServers)) {
            if (topics.list().stream().noneMatch(topic -> topic.name().equals(TOPIC))) {
                topics.create(TOPIC, PARTITIONS, Map.of());
            }
        }
    }
}
