package io.penstock.bench.harness;

import java.util.Map;

/**
 * How long events took.
 *
 * @param workload its name
 * @param what what was measured, in words
 * @param rounds how often each contender was measured, one time after the other in the same run
 * @param figures of each contender
 * @param failures why a contender has no figures
 */
record LatencyResult(String workload, String what, int rounds, Map<Peer, Figures> figures, Map<Peer, String> failures) {

    /**
     * @param eventsPerSecond how many were sent
     * @param events how many were looked at
     * @param p50Millis the median of each round
     * @param p99Millis the 99th percentile of each round
     */
    record Figures(double eventsPerSecond, long events, Statistic p50Millis, Statistic p99Millis) {

        /** The figures in words. */
        String words() {
            return "p50 %.1f ms, p99 %.1f ms".formatted(p50Millis.median(), p99Millis.median());
        }
    }
}
