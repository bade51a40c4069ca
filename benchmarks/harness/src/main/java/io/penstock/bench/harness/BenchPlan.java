package io.penstock.bench.harness;

import io.penstock.bench.contender.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is to be measured.
 *
 * @param workloads in this order
 * @param events records of a topic; 0 for the workload's own number
 * @param rounds how often each contender runs; 0 for the usual number
 * @param contenders who takes part, in the order of the first round; none for the usual ones
 * @param commitInterval how often all contenders commit that do so by time
 * @param soak how long and how fast a soak is
 */
record BenchPlan(
        List<String> workloads, long events, int rounds, List<Peer> contenders, Duration commitInterval, Soak soak) {

    /**
     * @param duration how long events are sent
     * @param rate events a second; 0 for half of what Penstock has shown
     */
    record Soak(Duration duration, double rate) {

        private static final double USUAL_RATE = 500_000;

        /** How many events will be sent, or about how many. */
        long expectedEvents() {
            return Math.round(duration.toSeconds() * (rate > 0 ? rate : USUAL_RATE));
        }
    }

    static final String FRESHNESS = "freshness";
    static final String HOT = "hot";
    static final String SOAK = "soak";
    static final String INDEX = "index";

    /** How often all contenders commit where freshness is measured, and in a soak. */
    static final Duration FRESH_COMMIT_INTERVAL = Duration.ofSeconds(1);

    // that all of them take less than 40 minutes together on two cores
    private static final Map<String, Long> EVENTS = Map.of(
            "csv4",
            5_000_000L,
            "csv10",
            2_000_000L,
            "json",
            2_000_000L,
            "access-log",
            2_000_000L,
            Workload.WINDOWED,
            10_000_000L,
            INDEX,
            2_000_000L);
    private static final int BATCHES_OF_WINDOWED = 10; // state is what lives longer than a batch
    private static final int ROUNDS = 3;

    BenchPlan {
        workloads = List.copyOf(workloads);
        contenders = List.copyOf(contenders);
    }

    /** The names of all workloads. */
    static List<String> words() {
        return Stream.concat(Workload.all().stream().map(Workload::name), Stream.of(INDEX, FRESHNESS, HOT, SOAK))
                .toList();
    }

    long events(String workload) {
        return events > 0 ? events : EVENTS.get(workload);
    }

    /** How often each contender runs. */
    @Override
    public int rounds() {
        return rounds > 0 ? rounds : ROUNDS;
    }

    /**
     * How many records one commit may have, for contenders that commit by count: so many that none of them commits more seldom
     * than those that commit by time. A state is measured over several batches.
     */
    long batchRecords(String workload) {
        return Math.max(1, events(workload) / (workload.equals(Workload.WINDOWED) ? BATCHES_OF_WINDOWED : 2));
    }

    /** Those that take part in a workload, in the order of a round: each round begins with the next one. */
    List<Peer> contenders(String workload, int round) {
        return contenders(workload, round, peer -> true);
    }

    /** The same, of those only that a caller wants. */
    List<Peer> contenders(String workload, int round, Predicate<Peer> wanted) {
        Stream<Peer> named = contenders.isEmpty()
                ? Stream.of(Peer.values()).filter(peer -> peer.usuallyTakesPartIn(workload))
                : contenders.stream().filter(peer -> peer.takesPartIn(workload));
        List<Peer> all = named.filter(wanted).toList();
        int first = all.isEmpty() ? 0 : round % all.size();
        return Stream.concat(all.subList(first, all.size()).stream(), all.subList(0, first).stream())
                .toList();
    }
}
