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

/** Takes a look at records of a topic, without a trace in the cluster. */
public final class Sampling {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int PLACES = 5;

    private Sampling() {}

    /**
     * Values from all over the topic, partition by partition: records that follow each other, from several places.
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
            Topics.Partition partition,
            int most,
            List<byte[]> values) {
        TopicPartition assigned = new TopicPartition(topic, partition.number());
        consumer.assign(List.of(assigned));
        long offsets = partition.next() - partition.first();
        int places = offsets <= most ? 1 : PLACES;
        for (int place = 0; place < places; place++) {
            consumer.seek(assigned, partition.first() + offsets * place / places);
            long until = partition.first() + offsets * (place + 1) / places;
            read(consumer, assigned, until, most / places, values);
        }
    }

    private static void read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long until,
            int most,
            List<byte[]> values) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        int left = most;
        while (left > 0 && consumer.position(partition) < until) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (left > 0 && record.value() != null && record.offset() < until) {
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
