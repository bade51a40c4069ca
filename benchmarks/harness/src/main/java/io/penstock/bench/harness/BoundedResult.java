package io.penstock.bench.harness;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a bounded workload gave.
 *
 * @param workload its name
 * @param events records of the topic
 * @param recordBytes their bytes
 * @param rounds how often each contender ran
 * @param figures a value for each round
 * @param failures why a contender has no figures
 */
record BoundedResult(
        String workload,
        long events,
        long recordBytes,
        int rounds,
        Map<Peer, Map<RunKind, List<RunFigures>>> figures,
        Map<Peer, String> failures) {

    Statistic statistic(Peer peer, RunKind kind, ToDoubleFunction<RunFigures> measure) {
        return Statistic.of(figures.get(peer).get(kind).stream()
                .map(run -> measure.applyAsDouble(run))
                .toList());
    }

    /** The median of events a second. */
    double speed(Peer peer, RunKind kind) {
        return statistic(peer, kind, RunFigures::eventsPerSecond).median();
    }
}
