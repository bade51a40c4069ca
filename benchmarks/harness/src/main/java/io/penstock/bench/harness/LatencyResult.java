package io.penstock.bench.harness;

import java.util.Map;

/**
 * How long events took.
 *
 * @param workload its name
 * @param what what was measured, in words
 * @param figures of each contender
 */
record LatencyResult(String workload, String what, Map<Peer, Figures> figures) {

    /**
     * @param eventsPerSecond how many were sent
     * @param events how many were looked at
     */
    record Figures(double eventsPerSecond, long events, double p50Millis, double p99Millis) {}
}
