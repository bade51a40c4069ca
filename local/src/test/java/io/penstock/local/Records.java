package io.penstock.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.awaitility.Awaitility;

/** Numbered records in topics of one partition. */
record Records(String bootstrapServers) {

    /** Creates the topic and returns when the broker has confirmed all records. */
    void send(String topic, int count) throws Exception {
        try (Admin admin = Admin.create(settings())) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            // answered by the leader, once there is one
            Awaitility.await("leader of " + topic)
                    .ignoreExceptions()
                    .until(() -> admin.listOffsets(Map.of(new TopicPartition(topic, 0), OffsetSpec.latest()))
                                    .all()
                                    .get()
                            != null);
        }
        try (KafkaProducer<Integer, Integer> producer =
                new KafkaProducer<>(settings(), new IntegerSerializer(), new IntegerSerializer())) {
            Future<?> last = null;
            for (int i = 0; i < count; i++) {
                last = producer.send(new ProducerRecord<>(topic, i, i));
            }
            producer.flush();
            if (last != null) {
                last.get();
            }
        }
    }

    long count(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<Integer, Integer> consumer =
                new KafkaConsumer<>(settings(), new IntegerDeserializer(), new IntegerDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), Duration.ofSeconds(30))
                    .get(partition);
            long count = 0;
            while (consumer.position(partition) < end) {
                count += consumer.poll(Duration.ofSeconds(1)).count();
            }
            return count;
        }
    }

    private Map<String, Object> settings() {
        return Map.of("bootstrap.servers", bootstrapServers);
    }
}
