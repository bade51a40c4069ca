package io.penstock.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A topic that a test fills. */
public record TestTopic(String bootstrapServers, String name, int partitions) {

    static TestTopic create(String bootstrapServers, String name, int partitions) {
        return create(bootstrapServers, name, partitions, Map.of());
    }

    /**
     * A topic that keeps all records, whatever their time: Kafka's retention would delete old ones some minutes after the broker's start.
     *
     * @param configuration settings of the topic that are not Kafka's defaults
     */
    static TestTopic create(String bootstrapServers, String name, int partitions, Map<String, String> configuration) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Map<String, String> settings = new HashMap<>(Map.of("retention.ms", "-1"));
            settings.putAll(configuration);
            NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(settings);
            await(admin.createTopics(List.of(topic)).all());
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (int partition = 0; partition < partitions; partition++) {
                ends.put(new TopicPartition(name, partition), OffsetSpec.latest());
            }
            // answered by the leaders, once they are: an idempotent producer that comes too early never recovers
            Awaitility.await("leaders of " + name)
                    .ignoreExceptions()
                    .until(() -> admin.listOffsets(ends).all().get() != null);
        }
        return new TestTopic(bootstrapServers, name, partitions);
    }

    /** Deletes the topic and waits until it is gone. */
    public void delete() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            await(admin.deleteTopics(List.of(name)).all());
            Awaitility.await("deletion of " + name)
                    .until(() -> !await(admin.listTopics().names()).contains(name));
        }
    }

    /** The topic with so many partitions, waiting until the new ones are there. */
    public TestTopic withPartitions(int more) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            await(admin.createPartitions(Map.of(name, NewPartitions.increaseTo(more)))
                    .all());
            Awaitility.await("partitions of " + name)
                    .until(() -> await(admin.describeTopics(List.of(name)).allTopicNames())
                                    .get(name)
                                    .partitions()
                                    .size()
                            == more);
        }
        return new TestTopic(bootstrapServers, name, more);
    }

    /** Sends values as UTF-8, the n-th to partition n modulo the partitions, and waits for the broker. */
    public void send(List<String> values) {
        List<byte @Nullable []> bytes = new ArrayList<>();
        values.forEach(value -> bytes.add(value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
        sendBytes(bytes);
    }

    /** Sends as {@link #send}. @param millis the time that Kafka keeps with the records */
    public void sendAt(long millis, List<String> values) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                byte[] value = values.get(i).getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(new ProducerRecord<>(name, i % partitions, millis, null, value)));
            }
            sent.forEach(TestTopic::await);
        }
    }

    /** All its committed records, by a plain consumer. */
    public List<ConsumerRecord<byte[], byte[]>> read() {
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(name, partition))
                .toList();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("Topic " + name + " cannot be read to its end");
                }
                consumer.poll(Duration.ofMillis(500)).forEach(found::add);
            }
        }
        return found;
    }

    public void sendBytes(List<byte @Nullable []> values) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 5);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                sent.add(producer.send(new ProducerRecord<>(name, i % partitions, null, values.get(i))));
            }
            sent.forEach(TestTopic::await);
        }
    }

    /** Deletes the records before the offset from each partition, as retention does. */
    public void deleteRecords(long before) {
        Map<TopicPartition, RecordsToDelete> wanted = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            wanted.put(new TopicPartition(name, partition), RecordsToDelete.beforeOffset(before));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            await(admin.deleteRecords(wanted).all());
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Cannot send to the test's topic", e);
        }
    }
}
