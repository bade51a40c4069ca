package io.penstock.bench.harness;

import io.penstock.bench.contender.Job;
import io.penstock.bench.contender.Workload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** From topic to topic, record by record: the time from when an event is due at the producer until a consumer has it. */
final class HotMeasurement extends LatencyMeasurement {

    private static final int EVENTS_PER_SECOND = 10_000;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);
    private static final String PAGE = ",/shop/garden/";
    private static final Duration POLL = Duration.ofMillis(100);

    HotMeasurement(Rig rig) {
        super(
                rig,
                BenchPlan.HOT,
                "from topic to topic, from the time an event is due at the producer until a consumer has it");
    }

    static Stream<Schedule.Step> steps(BenchPlan plan) {
        return steps(plan, BenchPlan.HOT, WARM_UP, ROUND);
    }

    @Override
    LatencyResult.Figures measure(Peer peer) {
        String input = BenchPlan.HOT + "-" + peer.word();
        String output = input + "-out";
        Topics topics = rig().topics();
        topics.create(input);
        topics.create(output);
        Path home = rig().folder().resolve(input);
        Job job = new Job(
                Workload.named("csv4"),
                topics.bootstrapServers(),
                input,
                Topics.PARTITIONS,
                0,
                home,
                peer.tableWord() + "hot",
                output,
                Duration.ZERO, // none commits by it
                1_000_000);
        Duration duration = WARM_UP.plus(ROUND.multipliedBy(rounds()));
        try (ContenderProcess process = rig().startForever(peer, job)) {
            process.next(START_LIMIT);
            Receiver receiver = new Receiver(topics, output, EVENTS_PER_SECOND * (int) duration.toSeconds());
            Thread thread = new Thread(receiver, "bench-receiver");
            thread.setDaemon(true);
            thread.start();
            new SteadyProducer(topics, input, HotMeasurement::event).send(EVENTS_PER_SECOND, duration, 0);
            thread.join(END_LIMIT.toMillis());
            receiver.closed = true;
            if (!process.alive()) {
                throw process.failed();
            }
            return receiver.figures(peer, rounds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Cannot wait for " + peer.word() + ", interrupted", e);
        } finally {
            topics.delete(input);
            topics.delete(output);
            Folders.delete(home);
        }
    }

    /** When it was due is in the place of a number: it comes out as it went in, whatever a contender makes of the time. */
    private static byte[] event(long number, long dueMillis, long dueNanos) {
        return (dueMillis + "," + dueNanos + PAGE + number + ",10.1.2." + number % 250)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Takes events from the output topic until it has seen them all; an event that comes twice counts once, as it came first. */
    private static final class Receiver implements Runnable {

        private final Topics topics;
        private final String topic;
        private final long[] dueNanos;
        private final long[] tookNanos;
        private volatile int received;
        private volatile boolean closed;

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
                while (received < dueNanos.length && !closed) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        take(new String(record.value(), StandardCharsets.ISO_8859_1), System.nanoTime());
                    }
                }
            }
        }

        private void take(String event, long now) {
            int first = event.indexOf(',');
            int page = event.indexOf(PAGE, first);
            int number = Integer.parseInt(event, page + PAGE.length(), event.indexOf(',', page + PAGE.length()), 10);
            if (tookNanos[number] == 0) {
                dueNanos[number] = Long.parseLong(event, first + 1, page, 10);
                tookNanos[number] = now - dueNanos[number];
                received++;
            }
        }

        /** The events of each round by when they were due, after the warm-up. */
        LatencyResult.Figures figures(Peer peer, int rounds) {
            if (received < dueNanos.length) {
                throw new BenchException("Cannot measure %s, %,d of %,d events came out"
                        .formatted(peer.word(), received, dueNanos.length));
            }
            long from = LongStream.of(dueNanos).min().orElseThrow() + WARM_UP.toNanos();
            List<Double> p50 = new ArrayList<>();
            List<Double> p99 = new ArrayList<>();
            long events = 0;
            for (int round = 0; round < rounds; round++) {
                long begin = from + round * ROUND.toNanos();
                long[] took = IntStream.range(0, received)
                        .filter(event -> dueNanos[event] >= begin && dueNanos[event] < begin + ROUND.toNanos())
                        .mapToLong(event -> tookNanos[event])
                        .sorted()
                        .toArray();
                events += took.length;
                p50.add(took[took.length / 2] / 1e6);
                p99.add(took[took.length * 99 / 100] / 1e6);
            }
            return new LatencyResult.Figures(EVENTS_PER_SECOND, events, Statistic.of(p50), Statistic.of(p99));
        }
    }
}
