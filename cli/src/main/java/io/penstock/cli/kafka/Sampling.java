package io.penstock.cli.kafka;

import io.penstock.cli.runtime.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Takes a look at the first records of a topic, without a trace in the cluster. */
public final class Sampling {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(200);

    private Sampling() {}

    /**
     * The values of the first records of each partition, partition by partition.
     *
     * @param most how many in all
     * @throws UnavailableException when they cannot be read within twenty seconds
     */
    public static List<byte[]> values(String bootstrapServers, Topics.Description topic, int most) {
        List<byte[]> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                settings(bootstrapServers), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<Topics.Partition> filled = topic.partitions().stream()
                    .filter(partition -> partition.next() > partition.first())
                    .toList();
            for (int i = 0; i < filled.size(); i++) {
                int share = (most - values.size()) / (filled.size() - i);
                read(consumer, topic.name(), filled.get(i), share, values);
            }
        } catch (TimeoutException e) {
            throw gone(topic.name(), bootstrapServers, e);
        }
        return values;
    }

    private static void read(
            KafkaConsumer<byte[], byte[]> consumer,
            String topic,
            Topics.Partition from,
            int most,
            List<byte[]> values) {
        TopicPartition partition = new TopicPartition(topic, from.number());
        consumer.assign(List.of(partition));
        consumer.seek(partition, from.first());
        long deadline = System.nanoTime() + LIMIT.toNanos();
        int left = most;
        while (left > 0 && consumer.position(partition) < from.next()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (left > 0 && record.value() != null) {
                    values.add(record.value());
                    left--;
                }
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("no more records within %d s".formatted(LIMIT.toSeconds()));
            }
        }
    }

    private static Map<String, Object> settings(String bootstrapServers) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.CLIENT_ID_CONFIG,
                "penstock-sample",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) LIMIT.toMillis(),
                ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG,
                "",
                ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG,
                false);
    }

    private static UnavailableException gone(String topic, String bootstrapServers, Exception cause) {
        return new UnavailableException(
                "Cannot read topic %s at %s: %s".formatted(topic, bootstrapServers, cause.getMessage()), cause, null);
    }
}
