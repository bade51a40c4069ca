package io.penstock.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.kafka.Topics;
import io.penstock.cli.runtime.ApiException;
import io.penstock.cli.runtime.RuntimeClient;
import java.time.Duration;
import java.util.Map;

/** The pipeline of a demo on a running stack. Not thread-safe. */
public final class RunningStory {

    private static final int PARTITIONS = 2;
    private static final Duration VERIFY_LIMIT = Duration.ofMinutes(10);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final RuntimeClient runtime;
    private final Story story;

    private RunningStory(RuntimeClient runtime, Story story) {
        this.runtime = runtime;
        this.story = story;
    }

    /** Creates the topic where it is missing; the pipeline waits for {@link #start}. */
    public static RunningStory create(RuntimeClient runtime, Story story, String bootstrapServers) {
        createTopic(story.topic(), bootstrapServers);
        return new RunningStory(runtime, story);
    }

    /** Applies the pipeline and starts it, unless it runs. @param file the body of a request with the pipeline file */
    public void start(ObjectNode file) {
        JsonNode applied = runtime.post("/api/pipelines/apply", file.put("start", true), START_LIMIT);
        if (applied.path("action").asText().equals("unchanged")) { // it may have been stopped before
            runtime.post("/api/pipelines/" + story.name() + "/start", null, START_LIMIT);
        }
    }

    /** What the pipeline has done since it was first started; nothing before that. */
    public Progress progress() {
        try {
            return Progress.of(runtime.get("/api/pipelines/" + story.name()));
        } catch (ApiException e) {
            if (e.notFound()) {
                return Progress.NONE;
            }
            throw e;
        }
    }

    /** Recounts outputs, dead letters and topic. @return the report of the audit */
    public JsonNode verify() {
        return runtime.post("/api/pipelines/" + story.name() + "/verify", null, VERIFY_LIMIT);
    }

    private static void createTopic(String name, String bootstrapServers) {
        try (Topics topics = Topics.connect(bootstrapServers)) {
            if (topics.list().stream().noneMatch(topic -> topic.name().equals(name))) {
                topics.create(name, PARTITIONS, Map.of());
            }
        }
    }
}
