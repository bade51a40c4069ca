package io.penstock.bench.harness;

import io.penstock.bench.contender.Job;
import io.penstock.bench.contender.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * How old events are when they can be read from the table: at half of the most that the contender has shown it can take, and with
 * a commit a second.
 */
final class FreshnessMeasurement {

    private static final String EVENTS = "csv4";
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration DURATION = Duration.ofSeconds(40);
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration END_LIMIT = Duration.ofSeconds(90);
    private static final int LINGER_MILLIS = 5;
    private static final int PAGES = 50_000;
    private static final long BATCH_RECORDS = 5_000_000; // some seconds of any contender: no limit while it keeps up

    private final BenchPlan plan;
    private final Checkout checkout;
    private final Topics topics;
    private final Path folder;
    private final Progress progress;

    FreshnessMeasurement(BenchPlan plan, Checkout checkout, Topics topics, Path folder, Progress progress) {
        this.plan = plan;
        this.checkout = checkout;
        this.topics = topics;
        this.folder = folder;
        this.progress = progress;
    }

    /** @param maximum events a second that a contender has shown on {@code csv4} */
    LatencyResult run(ToDoubleFunction<Peer> maximum) {
        Map<Peer, LatencyResult.Figures> figures = new LinkedHashMap<>();
        for (Peer peer : plan.contenders(BenchPlan.FRESHNESS, 0)) {
            LatencyResult.Figures measured = measure(peer, maximum.applyAsDouble(peer) / 2);
            figures.put(peer, measured);
            progress.say("freshness: %s at %,.0f events/s: p50 %.0f ms, p99 %.0f ms"
                    .formatted(peer.word(), measured.eventsPerSecond(), measured.p50Millis(), measured.p99Millis()));
        }
        return new LatencyResult(
                BenchPlan.FRESHNESS,
                "from the time an event is due at the producer until it can be read in the table; a commit a second, half of each"
                        + " contender's own maximum",
                figures);
    }

    private LatencyResult.Figures measure(Peer peer, double eventsPerSecond) {
        String topic = BenchPlan.FRESHNESS + "-" + peer.word();
        topics.create(topic);
        Path home = folder.resolve(topic);
        String name = peer.word().replace("-", "") + "fresh";
        Job job = new Job(
                Workload.named(EVENTS),
                topics.bootstrapServers(),
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
        long until;
        try (ContenderProcess process = ContenderProcess.startForever(
                        checkout, peer, job, Folders.logs(folder).resolve(topic + ".log"));
                SnapshotWatch watch = SnapshotWatch.start(table)) {
            process.next(START_LIMIT);
            long started = System.currentTimeMillis();
            from = started + WARM_UP.toMillis();
            until = from + DURATION.toMillis();
            long sent = new SteadyProducer(topics, topic, FreshnessMeasurement::event)
                    .send(eventsPerSecond, WARM_UP.plus(DURATION), LINGER_MILLIS);
            awaitRows(peer, process, watch, sent);
            watch.store(seen);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LatencyResult.Figures figures = ages(table, seen, from, until, eventsPerSecond);
        topics.delete(topic);
        Folders.delete(home);
        return figures;
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
    }

    private LatencyResult.Figures ages(TableFolder table, Path seen, long from, long until, double eventsPerSecond) {
        String metadata = table.metadata().orElseThrow().toUri().toString();
        List<String> arguments =
                List.of("ages", metadata, seen.toUri().toString(), Long.toString(from), Long.toString(until));
        try (ContenderProcess reader = ContenderProcess.start(
                checkout,
                "the ages",
                Peer.Module.SPARK,
                TableCheck.MAIN,
                Folders.logs(folder).resolve("ages.log"),
                arguments)) {
            String[] found = reader.next(END_LIMIT).split(" ", -1);
            return new LatencyResult.Figures(
                    eventsPerSecond,
                    Long.parseLong(found[0]),
                    Double.parseDouble(found[1]),
                    Double.parseDouble(found[2]));
        }
    }
}
