package io.penstock.bench.harness;

import io.penstock.bench.contender.Job;
import io.penstock.bench.contender.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How old events are when they can be read from the table: at half of the most that the contender has shown it can take, and with
 * a commit a second.
 */
final class FreshnessMeasurement extends LatencyMeasurement {

    private static final String EVENTS = "csv4";
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration ROUND = Duration.ofSeconds(15);
    private static final Duration END_LIMIT = Duration.ofSeconds(90);
    private static final Duration AGES_LIMIT = Duration.ofMinutes(5); // much else may run on the machine
    private static final int LINGER_MILLIS = 5;
    private static final int PAGES = 50_000;
    private static final double TOLERANCE = 0.01;
    private static final long BATCH_RECORDS = 5_000_000; // some seconds of any contender: no limit while it keeps up

    private final Map<Peer, Double> maximum;

    /** @param maximum events a second that contenders have shown on {@code csv4} */
    FreshnessMeasurement(Rig rig, Map<Peer, Double> maximum) {
        super(
                rig,
                BenchPlan.FRESHNESS,
                "from the time an event is due at the producer until it can be read in the table; a commit a second, half of each"
                        + " contender's own maximum");
        this.maximum = maximum;
    }

    static Stream<Schedule.Step> steps(BenchPlan plan) {
        return steps(plan, BenchPlan.FRESHNESS, WARM_UP, ROUND);
    }

    @Override
    LatencyResult.Figures measure(Peer peer) {
        Double most = maximum.get(peer);
        if (most == null) {
            throw new BenchException("Cannot measure how fresh the table of %s is, it has no maximum of %s"
                    .formatted(peer.word(), EVENTS));
        }
        double eventsPerSecond = most / 2;
        String topic = BenchPlan.FRESHNESS + "-" + peer.word();
        Path home = rig().folder().resolve(topic);
        rig().topics().create(topic);
        try {
            return measure(peer, topic, home, eventsPerSecond);
        } finally {
            rig().topics().delete(topic);
            Folders.delete(home);
        }
    }

    private LatencyResult.Figures measure(Peer peer, String topic, Path home, double eventsPerSecond) {
        String name = peer.tableWord() + "fresh";
        Job job = new Job(
                Workload.named(EVENTS),
                rig().topics().bootstrapServers(),
                topic,
                Topics.PARTITIONS,
                0,
                home,
                name,
                "",
                BenchPlan.FRESH_COMMIT_INTERVAL,
                BATCH_RECORDS);
        TableFolder table = TableFolder.of(job.warehouse(), name);
        Path seen = home.resolve("seen");
        long from;
        try (ContenderProcess process = rig().startForever(peer, job);
                SnapshotWatch watch = SnapshotWatch.start(table)) {
            process.next(START_LIMIT);
            Duration duration = WARM_UP.plus(ROUND.multipliedBy(rounds()));
            from = System.currentTimeMillis() + WARM_UP.toMillis();
            long sent = new SteadyProducer(rig().topics(), topic, FreshnessMeasurement::event)
                    .send(eventsPerSecond, duration, LINGER_MILLIS);
            awaitRows(peer, process, watch, sent);
            watch.store(seen);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ages(peer, table, seen, from, eventsPerSecond);
    }

    private static byte[] event(long number, long dueMillis, long dueNanos) {
        return (dueMillis + "," + number + ",/shop/garden/item-" + (10_000 + number * 31 % PAGES) + ",10.1."
                        + number % 250 + "." + number % 199)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void awaitRows(Peer peer, ContenderProcess process, SnapshotWatch watch, long rows) {
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        while (watch.rows() < rows) {
            if (!process.alive()) {
                throw process.failed();
            }
            if (System.nanoTime() > deadline) {
                throw new BenchException(
                        "Cannot measure how fresh the table of %s is: %,d of %,d rows are in it %d s after the last was sent"
                                .formatted(peer.word(), watch.rows(), rows, END_LIMIT.toSeconds()));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchException("Cannot wait for " + peer.word() + ", interrupted", e);
            }
        }
        if (watch.rows() > rows) {
            throw new BenchException(
                    "The table of %s has %,d rows, expected %,d".formatted(peer.word(), watch.rows(), rows));
        }
    }

    private LatencyResult.Figures ages(Peer peer, TableFolder table, Path seen, long from, double eventsPerSecond) {
        List<String> arguments = new ArrayList<>(List.of(
                "ages",
                table.metadata().orElseThrow().toUri().toString(),
                seen.toUri().toString()));
        for (int round = 0; round <= rounds(); round++) {
            arguments.add(Long.toString(from + round * ROUND.toMillis()));
        }
        long events = 0;
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        try (ContenderProcess reader = rig().startCheck("ages", arguments)) {
            for (int round = 0; round < rounds(); round++) {
                String[] found = reader.next(AGES_LIMIT).split(" ", -1);
                long rows = Long.parseLong(found[0]);
                double due = eventsPerSecond * ROUND.toSeconds();
                if (Math.abs(rows - due) > due * TOLERANCE) { // what is not seen would not count
                    throw new BenchException(
                            "Cannot measure how fresh the table of %s is: %,d of %,.0f rows have a time"
                                    .formatted(peer.word(), rows, due));
                }
                events += rows;
                p50.add(Double.parseDouble(found[1]));
                p99.add(Double.parseDouble(found[2]));
            }
        }
        return new LatencyResult.Figures(eventsPerSecond, events, Statistic.of(p50), Statistic.of(p99));
    }
}
