package io.penstock.bench.harness;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/** Measures how long events take with each contender in turn. One that fails has no figures; the others go on. */
abstract class LatencyMeasurement {

    static final Duration START_LIMIT = Duration.ofSeconds(90);

    private static final double STARTED_AND_ENDED_SECONDS = 18;

    private final Rig rig;
    private final String workload;
    private final String what;

    LatencyMeasurement(Rig rig, String workload, String what) {
        this.rig = rig;
        this.workload = workload;
        this.what = what;
    }

    /** The steps of a measurement. */
    static Stream<Schedule.Step> steps(BenchPlan plan, String workload, Duration warmUp, Duration round) {
        double seconds = warmUp.toSeconds() + plan.rounds() * round.toSeconds() + STARTED_AND_ENDED_SECONDS;
        return plan.contenders(workload, 0).stream().map(peer -> new Schedule.Step(workload, peer.word(), seconds));
    }

    /** @throws BenchException when there is nothing to measure, in words for the user */
    abstract LatencyResult.Figures measure(Peer peer);

    final LatencyResult run() {
        Map<Peer, LatencyResult.Figures> figures = new EnumMap<>(Peer.class);
        Map<Peer, String> failures = new EnumMap<>(Peer.class);
        for (Peer peer : rig.plan().contenders(workload, 0)) {
            try {
                LatencyResult.Figures measured = measure(peer);
                figures.put(peer, measured);
                rig.schedule()
                        .done(
                                workload,
                                peer.word(),
                                "%s: %s at %,.0f events/s: %s"
                                        .formatted(
                                                workload, peer.word(), measured.eventsPerSecond(), measured.words()));
            } catch (RuntimeException e) {
                failures.put(peer, BenchException.words(e));
                rig.schedule()
                        .dropped(
                                workload,
                                peer.word(),
                                "%s: %s is out: %s".formatted(workload, peer.word(), BenchException.words(e)));
            }
        }
        return new LatencyResult(workload, what, rig.plan().rounds(), figures, failures);
    }

    final Rig rig() {
        return rig;
    }

    final int rounds() {
        return rig.plan().rounds();
    }
}
