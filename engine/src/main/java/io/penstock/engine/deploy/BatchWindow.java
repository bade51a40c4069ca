package io.penstock.engine.deploy;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A stretch of time, and how much of batches lies in it. A batch's records count as if they had come evenly. */
public record BatchWindow(Instant from, Instant until) {

    private static final Duration SLACK = Duration.ofSeconds(1);

    /** Where figures about batches end: with the newest of them, as long as the next is not overdue; else now. */
    public static Instant end(List<CommittedBatch> batches, Instant now) {
        return batches.stream()
                .max(Comparator.comparing(batch -> batch.report().committed()))
                .filter(newest -> now.isBefore(newest.report().committed().plus(patience(newest))))
                .map(newest -> newest.report().committed())
                .orElse(now);
    }

    private static Duration patience(CommittedBatch batch) {
        return length(batch).multipliedBy(3).dividedBy(2).plus(SLACK);
    }

    private static Duration length(CommittedBatch batch) {
        return Duration.between(batch.since(), batch.report().committed());
    }

    /** How much of a batch lies in it, from 0 to 1. */
    public double share(CommittedBatch batch) {
        Instant committed = batch.report().committed();
        if (!batch.since().isBefore(committed)) {
            return committed.isBefore(from) || !committed.isBefore(until) ? 0 : 1;
        }
        Instant begin = batch.since().isAfter(from) ? batch.since() : from;
        Instant end = committed.isBefore(until) ? committed : until;
        return begin.isBefore(end) ? seconds(begin, end) / seconds(batch.since(), committed) : 0;
    }

    private static double seconds(Instant from, Instant until) {
        return Duration.between(from, until).toNanos() / 1e9;
    }

    /**
     * Counts for each second of the last while, by name.
     *
     * @param batches the newest last
     * @param least how long that is, unless the newest batch of a query stands for more, or there were none before
     */
    public static Map<String, Double> perSecond(
            List<CommittedBatch> batches,
            Duration least,
            Instant now,
            Function<CommittedBatch, Map<String, Long>> counts) {
        Map<String, Double> rates = new TreeMap<>();
        batches.stream()
                .collect(Collectors.groupingBy(batch -> batch.report().query()))
                .values()
                .forEach(ofQuery -> {
                    BatchWindow window = last(ofQuery, least, now);
                    double seconds = Math.max(1e-3, seconds(window.from, window.until));
                    for (CommittedBatch batch : ofQuery) {
                        double share = window.share(batch);
                        counts.apply(batch)
                                .forEach((name, count) -> rates.merge(name, count * share / seconds, Double::sum));
                    }
                });
        return rates;
    }

    private static BatchWindow last(List<CommittedBatch> ofQuery, Duration least, Instant now) {
        CommittedBatch newest = ofQuery.get(ofQuery.size() - 1);
        Instant first = ofQuery.get(0).since();
        Instant until = end(ofQuery, now);
        Duration longest = least.compareTo(length(newest)) > 0 ? least : length(newest);
        Instant from = until.minus(longest);
        return new BatchWindow(from.isBefore(first) ? first : from, until);
    }
}
