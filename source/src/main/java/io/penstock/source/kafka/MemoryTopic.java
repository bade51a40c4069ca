package io.penstock.source.kafka;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A topic without a broker, for tests of pipelines: what comes, comes in steps, and a step comes whole. Streams read it by
 * {@link MemoryRowProvider}, any number of them. Thread-safe.
 */
public final class MemoryTopic {

    /** @param eventTime where event time moves on to without a record */
    private record Step(List<MemoryRecord> records, @Nullable Instant eventTime) {}

    private final List<Step> steps = new ArrayList<>();

    /** Records come. */
    public synchronized void send(List<MemoryRecord> records) {
        steps.add(new Step(List.copyOf(records), null));
    }

    /** Event time moves on. */
    public synchronized void advance(Instant eventTime) {
        steps.add(new Step(List.of(), eventTime));
    }

    /** How many steps there were. */
    synchronized long size() {
        return steps.size();
    }

    /** The records of some steps, by partition. */
    synchronized Map<Integer, List<MemoryRecord>> records(long from, long until) {
        Map<Integer, List<MemoryRecord>> byPartition = new TreeMap<>();
        for (Step step : steps.subList((int) from, (int) until)) {
            step.records.forEach(record -> byPartition
                    .computeIfAbsent(record.partition(), partition -> new ArrayList<>())
                    .add(record));
        }
        return byPartition;
    }

    /** Where event time has moved on to in some steps; nothing where it has not. */
    synchronized @Nullable Instant eventTime(long from, long until) {
        Instant newest = null;
        for (Step step : steps.subList((int) from, (int) until)) {
            if (step.eventTime != null && (newest == null || step.eventTime.isAfter(newest))) {
                newest = step.eventTime;
            }
        }
        return newest;
    }
}
