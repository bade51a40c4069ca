package io.penstock.bench.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.bench.contender.Encoder;
import io.penstock.bench.contender.Job;
import io.penstock.bench.contender.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sends the records of {@code csv4} to a pipeline at a steady rate for a long time, with a commit a second, and looks at memory,
 * lag and commits meanwhile. Afterwards the table has to hold the rows that were sent.
 */
final class SoakMeasurement {

    private static final Workload WORKLOAD = Workload.named("csv4");
    private static final Peer PEER = Peer.PENSTOCK;
    private static final Duration SAMPLE = Duration.ofMinutes(1);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final Duration CATCH_UP_LIMIT = Duration.ofMinutes(3);
    private static final long CATCH_UP_MILLIS = 500;
    private static final int LINGER_MILLIS = 5;
    private static final long BATCH_RECORDS = 5_000_000; // some seconds of work: no limit while it keeps up
    private static final long TOPIC_BYTES = 1L << 30; // of a partition: an hour would fill a disk
    private static final double MEBI = 1024 * 1024;

    private final Rig rig;
    private final double eventsPerSecond;

    /** @param maximum events a second that Penstock has shown; half of them are sent unless the plan says how many */
    SoakMeasurement(Rig rig, @Nullable Double maximum) {
        this.rig = rig;
        if (rig.plan().soak().rate() > 0) {
            this.eventsPerSecond = rig.plan().soak().rate();
        } else if (maximum != null) {
            this.eventsPerSecond = maximum / 2;
        } else {
            throw new BenchException("Cannot run the soak, %s has no maximum of %s: give --rate"
                    .formatted(PEER.word(), WORKLOAD.name()));
        }
    }

    static Stream<Schedule.Step> steps(BenchPlan plan) {
        return Stream.of(
                new Schedule.Step(
                        BenchPlan.SOAK, PEER.word(), plan.soak().duration().toSeconds()),
                new Schedule.Step(
                        BenchPlan.SOAK,
                        BoundedMeasurement.CHECK,
                        Guess.check(WORKLOAD.name(), plan.soak().expectedEvents(), 1)));
    }

    /** @throws BenchException when it cannot be started */
    SoakResult run() {
        Path home = rig.folder().resolve(BenchPlan.SOAK);
        rig.topics().createBounded(BenchPlan.SOAK, TOPIC_BYTES);
        Job job = new Job(
                WORKLOAD,
                rig.topics().bootstrapServers(),
                BenchPlan.SOAK,
                Topics.PARTITIONS,
                0,
                home,
                BenchPlan.SOAK,
                "",
                BenchPlan.FRESH_COMMIT_INTERVAL,
                BATCH_RECORDS);
        Encoder encoder = WORKLOAD.encoder();
        SteadyProducer producer = new SteadyProducer(
                rig.topics(), BenchPlan.SOAK, (number, dueMillis, dueNanos) -> encoder.record(number));
        List<SoakResult.Sample> samples = new ArrayList<>();
        @Nullable String failure;
        try {
            send(job, producer, samples);
            failure = wrongRows(TableFolder.of(job.warehouse(), BenchPlan.SOAK), producer.sent());
        } catch (RuntimeException e) {
            failure = BenchException.words(e);
        }
        rig.schedule().ended(BenchPlan.SOAK);
        rig.schedule()
                .say(failure == null ? "soak: the table holds the rows that were sent" : "soak failed: " + failure);
        rig.topics().delete(BenchPlan.SOAK);
        Folders.delete(home);
        return new SoakResult(eventsPerSecond, producer.sent(), samples, failure);
    }

    private void send(Job job, SteadyProducer producer, List<SoakResult.Sample> samples) {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread sender = new Thread(task, "bench-sender");
            sender.setDaemon(true);
            return sender;
        });
        try (ContenderProcess process = rig.startForever(PEER, job)) {
            process.next(LatencyMeasurement.START_LIMIT);
            process.ask(ANSWER_LIMIT); // the collections of its start are none of the first minute
            long started = System.nanoTime();
            CompletableFuture<Long> sending = CompletableFuture.supplyAsync(
                    () -> producer.send(eventsPerSecond, rig.plan().soak().duration(), LINGER_MILLIS), thread);
            for (int minute = 1; !sending.isDone(); minute++) {
                awaitUntil(sending, started + minute * SAMPLE.toNanos());
                samples.add(sample(process, producer, started));
                rig.schedule().say(line(samples.get(samples.size() - 1)));
            }
            long sent = sending.join();
            awaitAll(process, sent);
            rig.schedule()
                    .done(BenchPlan.SOAK, PEER.word(), "soak: %,d events were sent and committed".formatted(sent));
        } catch (CompletionException e) {
            throw e.getCause() instanceof BenchException known
                    ? known
                    : new BenchException("Cannot send to topic " + BenchPlan.SOAK, e.getCause());
        } finally {
            thread.shutdownNow();
        }
    }

    private @Nullable String wrongRows(TableFolder table, long sent) {
        rig.schedule().say("soak: reading the table");
        TableCheck check = new TableCheck(rig, WORKLOAD, sent);
        check.add(PEER, BenchPlan.SOAK, table);
        return check.wrongRows().get(PEER);
    }

    private static void awaitUntil(CompletableFuture<Long> sending, long nanos) {
        try {
            sending.get(Math.max(0, nanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // it is time
        } catch (ExecutionException e) {
            // the caller joins
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void awaitAll(ContenderProcess process, long sent) {
        long deadline = System.nanoTime() + CATCH_UP_LIMIT.toNanos();
        for (long records = 0; records < sent; ) {
            records =
                    process.ask(ANSWER_LIMIT).path("contender").path("records").asLong();
            if (System.nanoTime() > deadline) {
                throw new BenchException("%,d of %,d events are committed %d s after the last was sent"
                        .formatted(records, sent, CATCH_UP_LIMIT.toSeconds()));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(CATCH_UP_MILLIS);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private static BenchException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new BenchException("Cannot go on with the soak, interrupted", e);
    }

    private static SoakResult.Sample sample(ContenderProcess process, SteadyProducer producer, long started) {
        long sent = producer.sent();
        JsonNode said = process.ask(ANSWER_LIMIT);
        JsonNode pipeline = said.path("contender");
        List<Long> millis = new ArrayList<>();
        pipeline.path("batchMillis").forEach(batch -> millis.add(batch.asLong()));
        long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
        return new SoakResult.Sample(
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started),
                sent,
                Math.max(0, sent - pipeline.path("records").asLong()),
                pipeline.path("secondsBehind").asDouble(),
                said.path("residentBytes").asLong(),
                said.path("heapBytes").asLong(),
                sorted.length,
                sorted.length == 0 ? 0 : sorted[sorted.length / 2],
                LongStream.of(sorted).max().orElse(0));
    }

    private static String line(SoakResult.Sample sample) {
        return "soak: %d min: %,d sent, %,d (%.1f s) behind, %.0f MiB resident, %.0f MiB of heap after collection, %d batches of %.0f ms (at most %.0f)"
                .formatted(
                        TimeUnit.SECONDS.toMinutes(sample.seconds()),
                        sample.sent(),
                        sample.lagEvents(),
                        sample.lagSeconds(),
                        sample.residentBytes() / MEBI,
                        sample.heapBytes() / MEBI,
                        sample.batches(),
                        sample.p50Millis(),
                        sample.maxMillis());
    }
}
