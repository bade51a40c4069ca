package io.penstock.bench.harness;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a soak gave.
 *
 * @param eventsPerSecond how many were to be sent
 * @param events how many were sent
 * @param samples one a minute
 * @param failure what did not hold, or nothing
 */
record SoakResult(double eventsPerSecond, long events, List<Sample> samples, @Nullable String failure) {

    SoakResult {
        samples = List.copyOf(samples);
    }

    /**
     * How it was at one time.
     *
     * @param seconds since the first event
     * @param sent events sent until then
     * @param lagEvents events sent and not committed
     * @param lagSeconds age of the newest committed event while others wait
     * @param residentBytes memory of Penstock's process
     * @param heapBytes the least that was left of its heap after a collection since the sample before
     * @param batches committed since the sample before
     * @param p50Millis median of their time from start to commit; 0 without a batch
     * @param maxMillis the longest of these
     */
    record Sample(
            long seconds,
            long sent,
            long lagEvents,
            double lagSeconds,
            long residentBytes,
            long heapBytes,
            long batches,
            double p50Millis,
            double maxMillis) {}

    /** @throws IllegalArgumentException when there is no sample */
    Statistic statistic(ToDoubleFunction<Sample> measure) {
        return Statistic.of(samples.stream().map(measure::applyAsDouble).toList());
    }
}
