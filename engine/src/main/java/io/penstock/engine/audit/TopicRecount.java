package io.penstock.engine.audit;

import io.penstock.engine.UnavailableException;
import io.penstock.engine.kafka.KafkaErrors;
import io.penstock.engine.kafka.KafkaSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads a topic with a plain consumer: which offsets hold a record that a committed reader sees, and single records again. */
public final class TopicRecount implements SourceReader {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long NO_PROGRESS_LIMIT_NANOS = Duration.ofSeconds(30).toNanos();

    private final KafkaSettings kafka;
    private final String topic;

    public TopicRecount(KafkaSettings kafka, String topic) {
        this.kafka = kafka;
        this.topic = topic;
    }

    @Override
    public @Nullable String unfit() {
        return compacted()
                ? "the topic is compacted: a record that it has no more cannot be told from one that it never had, so"
                        + " nothing can be confirmed with it and its records count as the ledger says"
                : null;
    }

    @Override
    public Map<Integer, Long> earliest(List<Integer> partitions) {
        try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer = consumer()) {
            Map<Integer, Long> earliest = new HashMap<>();
            consumer.beginningOffsets(partitions.stream().map(this::of).toList())
                    .forEach((partition, offset) -> earliest.put(partition.partition(), offset));
            return earliest;
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    /** Whether records of the topic may go away while older ones stay. */
    boolean compacted() {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(kafka.of(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                20_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                10_000)))) {
            Config config = admin.describeConfigs(List.of(resource))
                    .all()
                    .get(30, TimeUnit.SECONDS)
                    .get(resource);
            return config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains(TopicConfig.CLEANUP_POLICY_COMPACT);
        } catch (ExecutionException | TimeoutException e) {
            throw unavailable("read the settings of topic " + topic, AclOperation.DESCRIBE_CONFIGS, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    /** The topic's partitions; none where there is no such topic. */
    List<Integer> partitions() {
        try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer = consumer()) {
            return consumer.partitionsFor(topic).stream()
                    .map(PartitionInfo::partition)
                    .sorted()
                    .toList();
        } catch (UnknownTopicOrPartitionException e) {
            return List.of();
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    /** Offset behind the last record of each partition that a committed reader sees. */
    Map<Integer, Long> latest(List<Integer> partitions) {
        try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer = consumer()) {
            Map<Integer, Long> latest = new HashMap<>();
            consumer.endOffsets(partitions.stream().map(this::of).toList())
                    .forEach((partition, offset) -> latest.put(partition.partition(), offset));
            return latest;
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    /** Reads a range. @throws UnavailableException when Kafka gives nothing for 30 seconds */
    @Override
    public void read(int partition, long from, long until, Consumer<ConsumerRecord<ByteBuffer, ByteBuffer>> each) {
        TopicPartition of = of(partition);
        try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer = consumer()) {
            consumer.assign(List.of(of));
            consumer.seek(of, from);
            long progress = System.nanoTime();
            long position = from;
            while (position < until) {
                ConsumerRecords<ByteBuffer, ByteBuffer> records = consumer.poll(POLL);
                for (ConsumerRecord<ByteBuffer, ByteBuffer> record : records) {
                    if (record.offset() < until) {
                        each.accept(record);
                    }
                }
                long now = consumer.position(of, POLL.multipliedBy(10));
                if (now > position) {
                    position = now;
                    progress = System.nanoTime();
                } else if (System.nanoTime() - progress > NO_PROGRESS_LIMIT_NANOS) {
                    throw new UnavailableException("Cannot read " + of + " from offset " + position + ", Kafka at "
                            + kafka + " gave nothing for 30 s");
                }
            }
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    private TopicPartition of(int partition) {
        return new TopicPartition(topic, partition);
    }

    private KafkaConsumer<ByteBuffer, ByteBuffer> consumer() {
        return new KafkaConsumer<>(
                kafka.of(Map.of(
                        "client.id",
                        "penstock-audit",
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "none",
                        "allow.auto.create.topics",
                        false,
                        "enable.auto.commit",
                        false,
                        "default.api.timeout.ms",
                        20_000,
                        "max.poll.records",
                        5_000)),
                new ByteBufferDeserializer(),
                new ByteBufferDeserializer());
    }

    private UnavailableException unavailable(Exception e) {
        return unavailable("read topic " + topic, AclOperation.READ, e);
    }

    private UnavailableException unavailable(String what, AclOperation operation, Exception e) {
        UnavailableException refused = KafkaErrors.find(what, kafka, topic, operation, e);
        return refused != null
                ? refused
                : new UnavailableException("Cannot " + what + " at " + kafka + ", " + e.getMessage(), e);
    }
}
