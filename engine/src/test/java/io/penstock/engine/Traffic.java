package io.penstock.engine;

import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends numbered records to a topic at a steady rate; the n-th goes to partition n modulo the partitions. */
final class Traffic implements AutoCloseable {

    private static final int TICK_MILLIS = 50;

    private final TestTopic topic;
    private final LongFunction<byte[]> values;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "traffic"));
    private long sent;

    private Traffic(TestTopic topic, LongFunction<byte[]> values) {
        this.topic = topic;
        this.values = values;
        Map<String, Object> settings =
                Map.of("bootstrap.servers", topic.bootstrapServers(), "acks", "all", "max.block.ms", 120_000);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends while the work is done. What was sent is with the broker then. */
    static void during(TestTopic topic, int recordsPerSecond, LongFunction<byte[]> values, Runnable work) {
        try (Traffic traffic = new Traffic(topic, values)) {
            traffic.start(recordsPerSecond);
            work.run();
        }
    }

    private void start(int recordsPerSecond) {
        int perTick = recordsPerSecond * TICK_MILLIS / 1000;
        var unused = clock.scheduleAtFixedRate(() -> send(perTick), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void send(int records) {
        for (int i = 0; i < records; i++, sent++) {
            int partition = (int) (sent % topic.partitions());
            var unused = producer.send(new ProducerRecord<>(topic.name(), partition, null, values.apply(sent)));
        }
    }

    @Override
    public void close() {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(150, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Cannot end the traffic to " + topic.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.flush();
        producer.close();
    }
}
