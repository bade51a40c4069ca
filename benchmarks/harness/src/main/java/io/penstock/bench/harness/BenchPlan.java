package io.penstock.bench.harness;

import io.penstock.bench.contender.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is to be measured.
 *
 * @param workloads in this order
 * @param events records of a topic; 0 for the workload's own number
 * @param rounds how often each contender runs; 0 for the workload's own number
 * @param contenders who takes part, in the order of the first round
 * @param commitInterval how often all contenders commit that do so by time
 */
record BenchPlan(List<String> workloads, long events, int rounds, List<Peer> contenders, Duration commitInterval) {

    static final String FRESHNESS = "freshness";
    static final String HOT = "hot";

    /** How often all contenders commit where freshness is measured. */
    static final Duration FRESH_COMMIT_INTERVAL = Duration.ofSeconds(1);

    // that all of them take less than 40 minutes together on two cores
    private static final Map<String, Long> EVENTS =
            Map.of("csv4", 10_000_000L, "csv10", 3_000_000L, "json", 3_000_000L, "access-log", 3_000_000L);
    private static final Map<String, Integer> ROUNDS = Map.of("csv4", 3);
    private static final int FEWER_ROUNDS = 2;

    BenchPlan {
        workloads = List.copyOf(workloads);
        contenders = List.copyOf(contenders);
    }

    /** The names of all workloads. */
    static List<String> words() {
        return Stream.concat(Workload.all().stream().map(Workload::name), Stream.of(FRESHNESS, HOT))
                .toList();
    }

    /** Whether a workload reads a filled topic to its end. */
    static boolean bounded(String workload) {
        return !Set.of(FRESHNESS, HOT).contains(workload);
    }

    long events(String workload) {
        return events > 0 ? events : EVENTS.get(workload);
    }

    int rounds(String workload) {
        return rounds > 0 ? rounds : ROUNDS.getOrDefault(workload, FEWER_ROUNDS);
    }

    /**
     * How many records one commit may have, for contenders that commit by count: so many that none of them commits more seldom
     * than those that commit by time.
     */
    long batchRecords(String workload) {
        return Math.max(1, events(workload) / 2);
    }

    /** Those that take part in a workload, in the order of a round: each round begins with the next one. */
    List<Peer> contenders(String workload, int round) {
        return contenders(workload, round, peer -> true);
    }

    /** The same, of those only that a caller wants. */
    List<Peer> contenders(String workload, int round, Predicate<Peer> wanted) {
        List<Peer> all = contenders.stream()
                .filter(peer -> peer.takesPartIn(workload) && wanted.test(peer))
                .toList();
        int first = all.isEmpty() ? 0 : round % all.size();
        return Stream.concat(all.subList(first, all.size()).stream(), all.subList(0, first).stream())
                .toList();
    }
}
