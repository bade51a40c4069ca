package io.penstock.bench.harness;

import io.penstock.bench.contender.Contender;
import io.penstock.bench.contender.ContenderMain;
import io.penstock.bench.contender.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's own clients: a thread for each partition that polls and drops, or that sends on what it has polled. */
public final class PlainMain implements Contender {

    private static final Duration POLL = Duration.ofMillis(100);

    private PlainMain() {}

    public static void main(String[] arguments) {
        ContenderMain.run(arguments, new PlainMain());
    }

    @Override
    public void run(Job job) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(job.partitions());
        List<Future<?>> running = new ArrayList<>();
        for (int partition = 0; partition < job.partitions(); partition++) {
            TopicPartition assigned = new TopicPartition(job.topic(), partition);
            running.add(threads.submit(() -> drop(job, assigned)));
        }
        for (Future<?> thread : running) {
            thread.get();
        }
        threads.shutdown();
    }

    @Override
    public void start(Job job) {
        for (int partition = 0; partition < job.partitions(); partition++) {
            TopicPartition assigned = new TopicPartition(job.topic(), partition);
            Thread thread = new Thread(() -> forward(job, assigned), "forward-" + partition);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void drop(Job job, TopicPartition partition) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(job, partition)) {
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(POLL);
            }
        }
    }

    private static void forward(Job job, TopicPartition partition) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(job, partition);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", job.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    var unused = producer.send(
                            new ProducerRecord<>(job.outputTopic(), record.value()), (metadata, failure) -> {
                                if (failure != null) {
                                    throw new IllegalStateException("Cannot send to " + job.outputTopic(), failure);
                                }
                            });
                }
            }
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Job job, TopicPartition partition) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", job.bootstrapServers(),
                        "enable.auto.commit", "false",
                        "max.partition.fetch.bytes", "8388608",
                        "max.poll.records", "5000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        return consumer;
    }
}
