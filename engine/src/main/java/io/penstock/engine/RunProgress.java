package io.penstock.engine;

import io.penstock.engine.RunStatus.State;
import io.penstock.engine.ledger.LedgerTotals;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What a run has done so far. Thread-safe. */
final class RunProgress {

    private static final long RATE_WINDOW_MILLIS = 60_000;

    private record Measured(long atMillis, long records, long millis) {}

    private final RunListener listener;
    private final Deque<Measured> recent = new ArrayDeque<>();
    private final Map<String, Map<TopicPartition, Long>> committedOffsets = new HashMap<>();
    private final Map<String, Long> begunMillis = new HashMap<>(); // of batches at hand, by query
    private final Map<String, Map<String, IndexBacklog>> lacking = new HashMap<>(); // by query and output
    private LedgerTotals totals = LedgerTotals.NONE;
    private long lastBatchMillis;
    private long newestRecordMillis = Long.MIN_VALUE;
    private @Nullable Instant lastCommit;

    RunProgress(RunListener listener) {
        this.listener = listener;
    }

    synchronized void resumeFrom(String query, Map<TopicPartition, Long> offsets, LedgerTotals before) {
        totals = totals.plus(before);
        committedOffsets.put(query, new HashMap<>(offsets));
    }

    /** A batch of a query is being computed: what it reads was there by now. */
    synchronized void began(String query) {
        begunMillis.put(query, System.currentTimeMillis());
    }

    void committed(BatchReport batch, long newestMillis) {
        synchronized (this) {
            begunMillis.remove(batch.query());
            totals = totals.plus(batch.added());
            lastBatchMillis = batch.millis();
            newestRecordMillis = Math.max(newestRecordMillis, newestMillis);
            lastCommit = batch.committed();
            long now = System.currentTimeMillis();
            recent.addLast(new Measured(now, batch.added().records(), batch.millis()));
            forgetOlderThan(now - RATE_WINDOW_MILLIS);
            Map<TopicPartition, Long> offsets = committedOffsets.computeIfAbsent(batch.query(), key -> new HashMap<>());
            batch.ranges()
                    .forEach(range -> offsets.put(new TopicPartition(range.topic(), range.partition()), range.until()));
            notifyAll();
        }
        listener.batchCommitted(batch);
    }

    /** What indices have got later. */
    synchronized void caughtUp(LedgerTotals added) {
        totals = totals.plus(added);
        notifyAll();
    }

    /** What the indices of a query lack, by output. */
    synchronized void lacking(String query, Map<String, IndexBacklog> figures) {
        lacking.put(query, figures);
        notifyAll();
    }

    synchronized void wake() {
        notifyAll();
    }

    /** Waits a little for the next commit. */
    synchronized void awaitChange(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.timedWait(this, Math.max(1, Math.min(millis, 200)));
    }

    synchronized boolean reached(String query, Map<TopicPartition, Long> targets) {
        Map<TopicPartition, Long> committed = committedOffsets.getOrDefault(query, Map.of());
        return targets.entrySet().stream()
                .allMatch(target -> committed.getOrDefault(target.getKey(), 0L) >= target.getValue());
    }

    /** @param waiting whether records wait in a topic */
    synchronized RunStatus status(State state, @Nullable String error, boolean waiting) {
        long now = System.currentTimeMillis();
        forgetOlderThan(now - RATE_WINDOW_MILLIS);
        long recentRecords = recent.stream().mapToLong(Measured::records).sum();
        long since = recent.isEmpty() ? now : recent.getFirst().atMillis - recent.getFirst().millis;
        double rate = recentRecords == 0 ? 0 : recentRecords * 1000.0 / Math.max(1, now - since);
        double behind = waiting && newestRecordMillis != Long.MIN_VALUE ? (now - newestRecordMillis) / 1000.0 : 0;
        for (long begun : begunMillis.values()) {
            behind = Math.max(behind, (now - begun) / 1000.0);
        }
        Map<String, IndexBacklog> lackingNow = new TreeMap<>();
        lacking.values().forEach(lackingNow::putAll);
        return new RunStatus(
                state,
                totals.batches(),
                totals.records(),
                totals.rows(),
                totals.deadLetters(),
                totals.late(),
                rate,
                lastBatchMillis,
                Math.max(0, behind),
                error,
                lastCommit,
                lackingNow);
    }

    private void forgetOlderThan(long millis) {
        while (!recent.isEmpty() && recent.getFirst().atMillis < millis) {
            recent.removeFirst();
        }
    }

    RunListener listener() {
        return listener;
    }
}
