package io.penstock.engine.deploy;

import io.penstock.engine.BatchReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The last batches of a pipeline, and those who wait for the next. Thread-safe. */
final class BatchLog {

    private static final int KEPT = 500;
    private static final Duration RATE_WINDOW = Duration.ofMinutes(1);

    private final Deque<CommittedBatch> batches = new ArrayDeque<>();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private long number;

    /** @param interval how often a batch of the query begins at most */
    void add(BatchReport batch, Duration interval) {
        List<CompletableFuture<Void>> woken;
        synchronized (this) {
            batches.addLast(new CommittedBatch(++number, batch, since(batch, interval)));
            if (batches.size() > KEPT) {
                batches.removeFirst();
            }
            woken = List.copyOf(waiting);
            waiting.clear();
        }
        woken.forEach(waiter -> waiter.complete(null));
    }

    /** The beginning of its interval, or of the batch where that is earlier; not before the commit of the one before it. */
    private Instant since(BatchReport batch, Duration interval) {
        Duration length = interval.toMillis() > batch.millis() ? interval : Duration.ofMillis(batch.millis());
        Instant since = batch.committed().minus(length);
        return batches.stream()
                .map(CommittedBatch::report)
                .filter(earlier -> earlier.query().equals(batch.query()))
                .map(BatchReport::committed)
                .reduce(since, (latest, commit) -> commit.isAfter(latest) ? commit : latest);
    }

    /** Forgets all, but goes on counting the numbers of batches: somebody may be waiting for the next. */
    synchronized void clear() {
        batches.clear();
    }

    /** The batches behind number {@code after} that are still kept, at most {@code limit}, as soon as there is one. */
    CompletableFuture<List<CommittedBatch>> after(long after, int limit, Duration wait) {
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        synchronized (this) {
            List<CommittedBatch> now = find(after, limit);
            if (!now.isEmpty() || wait.isZero()) {
                return CompletableFuture.completedFuture(now);
            }
            waiting.add(waiter);
        }
        return waiter.completeOnTimeout(null, wait.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(done -> {
                    synchronized (this) {
                        waiting.remove(waiter);
                        return find(after, limit);
                    }
                });
    }

    private List<CommittedBatch> find(long after, int limit) {
        return batches.stream()
                .filter(batch -> batch.number() > after)
                .limit(limit)
                .toList();
    }

    /** Rates of the last minute, or of the newest batch where that stands for more. */
    synchronized Rates rates() {
        List<CommittedBatch> all = List.copyOf(batches);
        Instant now = Instant.now();
        Map<String, Double> rates = BatchWindow.perSecond(
                all,
                RATE_WINDOW,
                now,
                batch -> Map.of("records", batch.report().records(), "rows", rows(batch.report())));
        return new Rates(rates.getOrDefault("records", 0.0), rates.getOrDefault("rows", 0.0));
    }

    private static long rows(BatchReport batch) {
        return batch.rows().values().stream().mapToLong(Long::longValue).sum();
    }

    record Rates(double recordsPerSecond, double rowsPerSecond) {}
}
