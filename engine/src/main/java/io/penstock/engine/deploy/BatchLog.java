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
    private long count;
    private long records;
    private long rows;
    private long deadLetters;

    void add(BatchReport batch) {
        List<CompletableFuture<Void>> woken;
        synchronized (this) {
            batches.addLast(new CommittedBatch(++number, batch));
            if (batches.size() > KEPT) {
                batches.removeFirst();
            }
            count++;
            records += batch.records();
            rows += rows(batch);
            deadLetters += batch.deadLetters();
            woken = List.copyOf(waiting);
            waiting.clear();
        }
        woken.forEach(waiter -> waiter.complete(null));
    }

    /** Forgets all, but goes on counting the numbers of batches: somebody may be waiting for the next. */
    synchronized void clear() {
        batches.clear();
        count = 0;
        records = 0;
        rows = 0;
        deadLetters = 0;
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

    synchronized Totals totals() {
        Instant from = Instant.now().minus(RATE_WINDOW);
        List<BatchReport> recent = batches.stream()
                .map(CommittedBatch::report)
                .filter(batch -> batch.committed().isAfter(from))
                .toList();
        if (recent.isEmpty()) {
            return new Totals(count, records, rows, deadLetters, 0, 0);
        }
        Instant start = recent.get(0).committed().minusMillis(recent.get(0).millis());
        double seconds = Math.max(1, Duration.between(start, Instant.now()).toMillis()) / 1000.0;
        long recentRecords = recent.stream().mapToLong(BatchReport::records).sum();
        long recentRows = recent.stream().mapToLong(BatchLog::rows).sum();
        return new Totals(count, records, rows, deadLetters, recentRecords / seconds, recentRows / seconds);
    }

    private static long rows(BatchReport batch) {
        return batch.rows().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Figures of all batches, and rates of the last minute. */
    record Totals(
            long batches, long records, long rows, long deadLetters, double recordsPerSecond, double rowsPerSecond) {}
}
