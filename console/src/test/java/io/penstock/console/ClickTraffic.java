package io.penstock.console;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Clicks {@code recordtime,eventid,url,ip} at a steady rate; every fiftieth lacks something. */
final class ClickTraffic {

    private static final int TICK_MILLIS = 50;
    private static final long START_MILLIS = 1_700_000_000_000L;

    private ClickTraffic() {}

    static void createTopic(String bootstrapServers, String topic, int partitions) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends while the work is done. What was sent is with the broker then. */
    static void during(String bootstrapServers, String topic, int perSecond, Runnable work) {
        ScheduledExecutorService clock =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "traffic"));
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            long[] sent = {0};
            var unused = clock.scheduleAtFixedRate(
                    () -> {
                        for (int i = 0; i < perSecond * TICK_MILLIS / 1000; i++, sent[0]++) {
                            var ignored = producer.send(new ProducerRecord<>(topic, ip(sent[0]), click(sent[0])));
                        }
                    },
                    0,
                    TICK_MILLIS,
                    TimeUnit.MILLISECONDS);
            work.run();
            clock.shutdown();
            Awaitility.await("end of the traffic").until(() -> clock.awaitTermination(1, TimeUnit.SECONDS));
            producer.flush();
        } finally {
            clock.shutdownNow();
        }
    }

    private static String click(long n) {
        String time = String.valueOf(START_MILLIS + n * 60_000);
        return switch ((int) (n % 100)) {
            case 7 -> time + "," + n;
            case 57 -> time + "," + n + ",," + ip(n);
            default -> time + "," + n + ",www.example" + n % 255 + ".com," + ip(n);
        };
    }

    private static String ip(long n) {
        return "192.168.2." + n % 255;
    }

    /** All records of a topic by {@code partition/offset}, by a plain consumer. */
    static Map<String, String> read(String bootstrapServers, String topic, int partitions) {
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        Map<String, String> found = new TreeMap<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                consumer.poll(Duration.ofMillis(500))
                        .forEach(record -> found.put(record.partition() + "/" + record.offset(), record.value()));
            }
        }
        return found;
    }
}
