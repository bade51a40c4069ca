package io.penstock.engine.kafka;

import io.penstock.engine.UnavailableException;
import io.penstock.pipeline.StartingOffsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Topics, partitions and offsets of one Kafka cluster. Every question has a limit in time; a cluster that does not answer is
 * an {@link UnavailableException} that names it. Thread-safe.
 */
public final class KafkaTopics implements Topics, AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int DEFAULT_MAX_RECORD_BYTES = 1_048_588;

    private final KafkaSettings kafka;
    private final Admin admin;

    /** Makes no connection yet. */
    public KafkaTopics(KafkaSettings kafka) {
        this.kafka = kafka;
        this.admin = Admin.create(kafka.of(Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG,
                "penstock-engine",
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) LIMIT.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) LIMIT.toMillis() / 2)));
    }

    /** A topic as it is now. @param id Kafka's id, which a topic of the same name created later does not share */
    public record Topic(String name, String id, List<Integer> partitions) {

        public Topic {
            partitions = List.copyOf(partitions);
        }
    }

    /** The topic, or nothing where there is none. */
    @Override
    public @Nullable Topic find(String name) {
        try {
            TopicDescription description = await(
                    "describe topic " + name,
                    name,
                    AclOperation.DESCRIBE,
                    admin.describeTopics(List.of(name)).topicNameValues().get(name));
            List<Integer> partitions = description.partitions().stream()
                    .map(TopicPartitionInfo::partition)
                    .sorted()
                    .toList();
            return new Topic(name, description.topicId().toString(), partitions);
        } catch (UnknownTopicOrPartitionException e) {
            return null;
        }
    }

    /** The topic, created with so many partitions where there is none. */
    @Override
    public Topic findOrCreate(String name, int partitions) {
        Topic found = find(name);
        if (found != null) {
            return found;
        }
        try {
            NewTopic topic = new NewTopic(name, Optional.of(Math.max(1, partitions)), Optional.empty());
            await(
                    "create topic " + name,
                    name,
                    AclOperation.CREATE,
                    admin.createTopics(List.of(topic)).all());
        } catch (TopicExistsException e) {
            // somebody else has been faster
        }
        Topic created = find(name);
        for (int attempt = 0; created == null && attempt < 50; attempt++) {
            pause(); // the broker's metadata follows the controller's
            created = find(name);
        }
        if (created == null) {
            throw new UnavailableException(
                    "Cannot create topic " + name + " at " + kafka + ", it does not appear after its creation");
        }
        return created;
    }

    /**
     * Makes sure that the user may read the topic. Asked for before anything begins: the first task to find out is minutes
     * away from who can tell.
     *
     * @throws UnavailableException when not
     */
    @Override
    public void requireRead(Topic topic) {
        require("read topic " + topic.name(), topic.name(), AclOperation.READ);
    }

    /** Makes sure that the user may send to the topic. @throws UnavailableException when not */
    public void requireWrite(Topic topic) {
        require("send to topic " + topic.name(), topic.name(), AclOperation.WRITE);
    }

    private void require(String what, String topic, AclOperation operation) {
        DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        Set<AclOperation> allowed = await(
                        what,
                        topic,
                        AclOperation.DESCRIBE,
                        admin.describeTopics(List.of(topic), options)
                                .topicNameValues()
                                .get(topic))
                .authorizedOperations();
        // none at all: a cluster that does not tell
        if (allowed != null && !allowed.isEmpty() && !allowed.contains(operation)) {
            throw KafkaErrors.lacking(what, kafka, topic, operation, null);
        }
    }

    /** Waits for leaders: an idempotent producer that comes before them may never recover. */
    public void awaitLeaders(Topic topic) {
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                latest(topic);
                return;
            } catch (UnknownTopicOrPartitionException e) {
                pause(); // the brokers' metadata follows the controller's
            }
        }
        throw new UnavailableException(
                "Cannot send to topic " + topic.name() + " at " + kafka + ", its partitions have no leaders");
    }

    /** The largest record that the topic takes, in bytes; Kafka's default where its settings may not be read. */
    public int maxRecordBytes(Topic topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        try {
            Config config = await(
                    "read the settings of topic " + topic.name(),
                    topic.name(),
                    AclOperation.DESCRIBE_CONFIGS,
                    admin.describeConfigs(List.of(resource)).values().get(resource));
            return Integer.parseInt(
                    config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        } catch (UnavailableException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return DEFAULT_MAX_RECORD_BYTES;
            }
            throw e;
        }
    }

    /** First offset that each partition still has. */
    @Override
    public Map<Integer, Long> earliest(Topic topic) {
        return offsets(topic, OffsetSpec.earliest());
    }

    /** Offset behind the last one of each partition, as far as transactions are decided. */
    @Override
    public Map<Integer, Long> latest(Topic topic) {
        return offsets(topic, OffsetSpec.latest());
    }

    /** The offsets that a first run begins with. */
    public Map<Integer, Long> starting(Topic topic, StartingOffsets from) {
        if (from instanceof StartingOffsets.At at) {
            Map<Integer, Long> ends = latest(topic);
            Map<Integer, Long> starts = new TreeMap<>(
                    offsets(topic, OffsetSpec.forTimestamp(at.time().toEpochMilli())));
            starts.replaceAll((partition, offset) -> offset < 0 ? ends.get(partition) : offset);
            return starts;
        }
        return from == StartingOffsets.Edge.LATEST ? latest(topic) : earliest(topic);
    }

    private Map<Integer, Long> offsets(Topic topic, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        topic.partitions().forEach(partition -> wanted.put(new TopicPartition(topic.name(), partition), spec));
        Map<TopicPartition, ListOffsetsResultInfo> found = await(
                "read the offsets of topic " + topic.name(),
                topic.name(),
                AclOperation.DESCRIBE,
                admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all());
        Map<Integer, Long> offsets = new TreeMap<>();
        found.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
        return offsets;
    }

    private <T> T await(String what, String topic, AclOperation operation, KafkaFuture<T> future) {
        try {
            return future.get(2 * LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) {
                throw unknown;
            }
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            UnavailableException refused = KafkaErrors.find(what, kafka, topic, operation, e.getCause());
            throw refused != null ? refused : unavailable(what, e.getCause());
        } catch (TimeoutException e) {
            throw unavailable(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(what, e);
        }
    }

    private UnavailableException unavailable(String what, Throwable cause) {
        boolean answered = cause instanceof ApiException && !(cause instanceof RetriableException);
        String why = answered ? " refuses: " : " did not answer within " + LIMIT.toSeconds() + " s: ";
        return new UnavailableException("Cannot " + what + ", Kafka at " + kafka + why + cause.getMessage(), cause);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("Cannot wait for Kafka, the thread was interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
