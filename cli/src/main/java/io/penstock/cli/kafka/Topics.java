package io.penstock.cli.kafka;

import io.penstock.cli.runtime.UnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of one cluster.
 *
 * <p>A cluster that does not answer within ten seconds is an {@link UnavailableException}; what it refuses is a
 * {@link TopicException} in the cluster's own words. Not thread-safe.
 */
public final class Topics implements AutoCloseable {

    private static final int LIMIT_MILLIS = 10_000;
    private static final int CONNECT_MILLIS = 2_000;

    private final String bootstrapServers;
    private final Admin admin;

    private Topics(String bootstrapServers, Admin admin) {
        this.bootstrapServers = bootstrapServers;
        this.admin = admin;
    }

    /** @throws UnavailableException at once when nobody listens there */
    public static Topics connect(String bootstrapServers) {
        requireListener(bootstrapServers);
        return new Topics(
                bootstrapServers,
                Admin.create(Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        AdminClientConfig.CLIENT_ID_CONFIG,
                        "penstock-topics",
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        LIMIT_MILLIS / 2,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        LIMIT_MILLIS,
                        AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG,
                        "",
                        AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG,
                        false)));
    }

    /** @param offsets how many lie between its beginnings and its ends: its records, where none are compacted away */
    public record Topic(String name, int partitions, int replicas, long offsets) {}

    /**
     * @param first its first offset
     * @param next the offset that the next record gets
     */
    public record Partition(int number, String leader, int replicas, int inSync, long first, long next) {}

    /** @param settings those that differ from the cluster's defaults */
    public record Description(String name, String id, List<Partition> partitions, Map<String, String> settings) {}

    public void create(String name, int partitions, Map<String, String> settings) {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(settings);
        await("create topic " + name, admin.createTopics(List.of(topic)).all());
        awaitLeaders(name, partitions);
    }

    /** Waits until each partition is served: an idempotent producer that comes too early never recovers. */
    private void awaitLeaders(String name, int partitions) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(name, partition), OffsetSpec.latest());
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        while (true) {
            try {
                await("read offsets", admin.listOffsets(ends).all());
                return;
            } catch (TopicException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(
                        TimeUnit.MILLISECONDS.toNanos(50)); // the broker's metadata follows the controller's
            }
        }
    }

    /** All topics but Kafka's own, by name. */
    public List<Topic> list() {
        Collection<String> names = await("list topics", admin.listTopics().names());
        Map<String, TopicDescription> described =
                await("list topics", admin.describeTopics(names).allTopicNames());
        Map<TopicPartition, Long> first = offsets(described.values(), OffsetSpec.earliest());
        Map<TopicPartition, Long> next = offsets(described.values(), OffsetSpec.latest());
        return described.values().stream()
                .map(topic -> new Topic(
                        topic.name(),
                        topic.partitions().size(),
                        topic.partitions().get(0).replicas().size(),
                        partitions(topic)
                                .mapToLong(partition -> next.get(partition) - first.get(partition))
                                .sum()))
                .sorted(Comparator.comparing(Topic::name))
                .toList();
    }

    /** @throws TopicException when there is no such topic: it says how to create it */
    public Description describe(String name) {
        TopicDescription topic = find(name).orElseThrow(() -> missing(name));
        Map<TopicPartition, Long> first = offsets(List.of(topic), OffsetSpec.earliest());
        Map<TopicPartition, Long> next = offsets(List.of(topic), OffsetSpec.latest());
        List<Partition> partitions = new ArrayList<>();
        for (TopicPartitionInfo info : topic.partitions()) {
            TopicPartition partition = new TopicPartition(name, info.partition());
            Node leader = info.leader();
            partitions.add(new Partition(
                    info.partition(),
                    leader == null ? "none" : leader.idString(),
                    info.replicas().size(),
                    info.isr().size(),
                    first.get(partition),
                    next.get(partition)));
        }
        return new Description(name, topic.topicId().toString(), partitions, settings(name));
    }

    /** @throws TopicException when there is no such topic: it says how to create it */
    public void require(String name) {
        if (find(name).isEmpty()) {
            throw missing(name);
        }
    }

    private Optional<TopicDescription> find(String name) {
        try {
            return Optional.of(await(
                    "describe topic " + name,
                    admin.describeTopics(List.of(name)).topicNameValues().get(name)));
        } catch (TopicException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private TopicException missing(String name) {
        return new TopicException(
                "Cannot find topic %s at %s%nCreate it with: penstock topics create %s"
                        .formatted(name, bootstrapServers, name),
                null);
    }

    private Map<String, String> settings(String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        return await(
                        "describe topic " + name,
                        admin.describeConfigs(List.of(resource)).values().get(resource))
                .entries()
                .stream()
                .filter(entry -> !entry.isDefault() && entry.value() != null)
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value, (one, other) -> one, TreeMap::new));
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicDescription> topics, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> wanted = topics.stream()
                .flatMap(Topics::partitions)
                .collect(Collectors.toMap(Function.identity(), partition -> which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, ListOffsetsResultInfo> found =
                await("read offsets", admin.listOffsets(wanted).all());
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static Stream<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream().map(info -> new TopicPartition(topic.name(), info.partition()));
    }

    private <T> T await(String what, KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new UnavailableException(
                        "Cannot %s, Kafka did not answer at %s within %d s: %s%nSee how the stack is: penstock status"
                                .formatted(
                                        what,
                                        bootstrapServers,
                                        LIMIT_MILLIS / 1_000,
                                        e.getCause().getMessage()),
                        e.getCause(),
                        null);
            }
            throw new TopicException(
                    "Cannot %s, Kafka says: %s".formatted(what, e.getCause().getMessage()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("Cannot %s, the wait was interrupted".formatted(what), e, null);
        }
    }

    /** Kafka's client tries for its whole limit where a refused connection says at once that nobody is there. */
    private static void requireListener(String bootstrapServers) {
        List<String> addresses = List.of(bootstrapServers.split(","));
        if (addresses.stream().noneMatch(Topics::listens)) {
            throw new UnavailableException(
                    "Cannot reach Kafka, nobody listens at %s%nStart the local stack with: penstock up"
                            .formatted(bootstrapServers),
                    null,
                    null);
        }
    }

    private static boolean listens(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            int port = Integer.parseInt(address.substring(colon + 1).strip());
            socket.connect(
                    new InetSocketAddress(
                            address.substring(0, Math.max(0, colon)).strip(), port),
                    CONNECT_MILLIS);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
