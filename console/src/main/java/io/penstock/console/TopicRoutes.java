package io.penstock.console;

import io.penstock.engine.deploy.Deployments;
import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.engine.kafka.KafkaTopics;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.pipeline.KafkaSource;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.TopicOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The topics that deployed pipelines read and write. What is in one that is read is {@code topics.<topic>} in SQL.
 *
 * <pre>
 * GET /api/topics   -> [{topic, readers: [pipeline], writers: [pipeline], partitions: [{partition, earliest, end}]}]
 * </pre>
 */
final class TopicRoutes implements AutoCloseable {

    private final Deployments deployments;
    private final KafkaSettings kafka;
    private final Workers workers;
    private final Exchange exchange;
    private @Nullable KafkaTopics topics;

    TopicRoutes(ConsoleServices services, Workers workers, Exchange exchange) {
        this.deployments = services.deployments();
        this.kafka = services.kafka();
        this.workers = workers;
        this.exchange = exchange;
    }

    void addTo(Routes routes) {
        routes.get(Role.VIEWER, "/api/topics", exchange.on(workers.slow(), request -> list()));
    }

    record Shown(String topic, List<String> readers, List<String> writers, List<Partition> partitions) {}

    /** @param end offset behind the last record */
    record Partition(int partition, long earliest, long end) {}

    private record Users(List<String> readers, List<String> writers) {}

    private List<Shown> list() {
        Map<String, Users> users = new TreeMap<>();
        for (Pipeline pipeline : deployments.pipelines()) {
            for (KafkaSource source : pipeline.sources().values()) {
                add(users(users, source.kafka().topic()).readers(), pipeline.name());
            }
            pipeline.outputs().values().stream()
                    .filter(TopicOutput.class::isInstance)
                    .map(output -> ((TopicOutput) output).topic())
                    .forEach(topic -> add(users(users, topic).writers(), pipeline.name()));
        }
        return users.entrySet().stream()
                .map(topic -> new Shown(
                        topic.getKey(),
                        topic.getValue().readers(),
                        topic.getValue().writers(),
                        partitions(topic.getKey())))
                .toList();
    }

    private static Users users(Map<String, Users> users, String topic) {
        return users.computeIfAbsent(topic, any -> new Users(new ArrayList<>(), new ArrayList<>()));
    }

    private static void add(List<String> names, String name) {
        if (!names.contains(name)) {
            names.add(name);
        }
    }

    private List<Partition> partitions(String name) {
        KafkaTopics asked = topics();
        Topic topic = asked.find(name);
        if (topic == null) {
            return List.of(); // the first run creates it
        }
        Map<Integer, Long> earliest = asked.earliest(topic);
        Map<Integer, Long> latest = asked.latest(topic);
        return topic.partitions().stream()
                .map(partition -> new Partition(
                        partition, earliest.getOrDefault(partition, 0L), latest.getOrDefault(partition, 0L)))
                .toList();
    }

    private synchronized KafkaTopics topics() {
        if (topics == null) {
            topics = new KafkaTopics(kafka);
        }
        return topics;
    }

    @Override
    public synchronized void close() {
        if (topics != null) {
            topics.close();
            topics = null;
        }
    }
}
