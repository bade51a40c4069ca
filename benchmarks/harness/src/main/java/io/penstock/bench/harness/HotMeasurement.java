package io.penstock.bench.harness;

import io.penstock.bench.contender.Job;
import io.penstock.bench.contender.Workload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** From topic to topic, record by record: the time from when an event is due at the producer until a consumer has it. */
final class HotMeasurement {

    private static final int EVENTS_PER_SECOND = 10_000;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration DURATION = Duration.ofSeconds(30);
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);
    /** What a pipeline that exists for speed would choose; the others have none. */
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

    private final BenchPlan plan;
    private final Checkout checkout;
    private final Topics topics;
    private final Path folder;
    private final Progress progress;

    HotMeasurement(BenchPlan plan, Checkout checkout, Topics topics, Path folder, Progress progress) {
        this.plan = plan;
        this.checkout = checkout;
        this.topics = topics;
        this.folder = folder;
        this.progress = progress;
    }

    LatencyResult run() {
        Map<Peer, LatencyResult.Figures> figures = new LinkedHashMap<>();
        for (Peer peer : plan.contenders(BenchPlan.HOT, 0)) {
            LatencyResult.Figures measured = measure(peer);
            figures.put(peer, measured);
            progress.say("hot: %s: p50 %.1f ms, p99 %.1f ms"
                    .formatted(peer.word(), measured.p50Millis(), measured.p99Millis()));
        }
        return new LatencyResult(
                BenchPlan.HOT,
                "from topic to topic, from the time an event is due at the producer until a consumer has it",
                figures);
    }

    private LatencyResult.Figures measure(Peer peer) {
        String input = BenchPlan.HOT + "-" + peer.word();
        String output = input + "-out";
        topics.create(input);
        topics.create(output);
        Path home = folder.resolve(input);
        Job job = new Job(
                Workload.named("csv4"),
                topics.bootstrapServers(),
                input,
                Topics.PARTITIONS,
                0,
                home,
                peer.word().replace("-", "") + "hot",
                output,
                COMMIT_INTERVAL,
                1_000_000);
        try (ContenderProcess process = ContenderProcess.startForever(
                checkout, peer, job, Folders.logs(folder).resolve(input + ".log"))) {
            process.next(START_LIMIT);
            Receiver receiver = new Receiver(
                    topics,
                    output,
                    EVENTS_PER_SECOND * (int) WARM_UP.plus(DURATION).toSeconds());
            Thread thread = new Thread(receiver, "bench-receiver");
            thread.setDaemon(true);
            thread.start();
            new SteadyProducer(topics, input, HotMeasurement::event).send(EVENTS_PER_SECOND, WARM_UP.plus(DURATION), 0);
            thread.join(END_LIMIT.toMillis());
            if (!process.alive()) {
                throw process.failed();
            }
            return receiver.figures(peer, EVENTS_PER_SECOND * (int) WARM_UP.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Cannot wait for " + peer.word() + ", interrupted", e);
        } finally {
            topics.delete(input);
            topics.delete(output);
        }
    }

    /** The number of the event tells when it was due: it comes out as it went in, whatever a contender makes of the time. */
    private static byte[] event(long number, long dueMillis, long dueNanos) {
        return (dueMillis + "," + dueNanos + ",/shop/garden/item-" + number % 1_000 + ",10.1.2." + number % 250)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Takes events from the output topic until it has seen them all; an event that comes twice counts once, as it came first. */
    private static final class Receiver implements Runnable {

        private final Topics topics;
        private final String topic;
        private final long[] dueNanos;
        private final long[] tookNanos;
        private volatile int received;

        Receiver(Topics topics, String topic, int events) {
            this.topics = topics;
            this.topic = topic;
            this.dueNanos = new long[events];
            this.tookNanos = new long[events];
        }

        @Override
        public void run() {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", topics.bootstrapServers(), "enable.auto.commit", "false"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                List<TopicPartition> partitions = IntStream.range(0, Topics.PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                while (received < dueNanos.length) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        if (received < dueNanos.length) {
                            long due = due(record.value());
                            dueNanos[received] = due;
                            tookNanos[received] = System.nanoTime() - due;
                            received++;
                        }
                    }
                }
            }
        }

        private static long due(byte[] value) {
            String text = new String(value, StandardCharsets.ISO_8859_1);
            int first = text.indexOf(',');
            return Long.parseLong(text.substring(first + 1, text.indexOf(',', first + 1)));
        }

        LatencyResult.Figures figures(Peer peer, int warmUp) {
            if (received < dueNanos.length) {
                throw new BenchException("Cannot measure %s, %,d of %,d events came out"
                        .formatted(peer.word(), received, dueNanos.length));
            }
            long[] due = dueNanos.clone();
            Arrays.sort(due);
            long from = due[warmUp];
            long[] took = IntStream.range(0, received)
                    .filter(event -> dueNanos[event] >= from)
                    .mapToLong(event -> tookNanos[event])
                    .sorted()
                    .toArray();
            return new LatencyResult.Figures(
                    EVENTS_PER_SECOND, took.length, took[took.length / 2] / 1e6, took[took.length * 99 / 100] / 1e6);
        }
    }
}
