package io.penstock.engine.deploy;

import io.penstock.engine.BatchReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The last batches of a pipeline, and those who wait for the next. Thread-safe. */
final class BatchLog {

    private static final int KEPT = 500;
    private static final Duration RATE_WINDOW = Duration.ofMinutes(1);

    private final Deque<CommittedBatch> batches = new ArrayDeque<>();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private long number;

    void add(BatchReport batch) {
        List<CompletableFuture<Void>> woken;
        synchronized (this) {
            batches.addLast(new CommittedBatch(++number, batch));
            if (batches.size() > KEPT) {
                batches.removeFirst();
            }
            woken = List.copyOf(waiting);
            waiting.clear();
        }
        woken.forEach(waiter -> waiter.complete(null));
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

    /** Rates of the last minute. */
    synchronized Rates rates() {
        Instant from = Instant.now().minus(RATE_WINDOW);
        List<BatchReport> recent = batches.stream()
                .map(CommittedBatch::report)
                .filter(batch -> batch.committed().isAfter(from))
                .toList();
        if (recent.isEmpty()) {
            return new Rates(0, 0);
        }
        Instant start = recent.get(0).committed().minusMillis(recent.get(0).millis());
        double seconds = Math.max(1, Duration.between(start, Instant.now()).toMillis()) / 1000.0;
        long recentRecords = recent.stream().mapToLong(BatchReport::records).sum();
        long recentRows = recent.stream().mapToLong(BatchLog::rows).sum();
        return new Rates(recentRecords / seconds, recentRows / seconds);
    }

    private static long rows(BatchReport batch) {
        return batch.rows().values().stream().mapToLong(Long::longValue).sum();
    }

    record Rates(double recordsPerSecond, double rowsPerSecond) {}
}
