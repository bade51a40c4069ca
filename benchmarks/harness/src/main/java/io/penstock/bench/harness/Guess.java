package io.penstock.bench.harness;

import java.util.Map;

/**
 * How long steps take, as they were on two cores: good for a first word on when a call ends, and replaced by what is measured
 * as it goes on.
 */
final class Guess {

    private static final double CHECK_START_SECONDS = 8;
    private static final double CHECK_ROWS_A_SECOND = 1e6;
    private static final double FILLED_A_SECOND = 0.7e6;
    private static final double INDEXED_A_SECOND = 0.07e6;

    // a JVM that starts, reads an almost empty topic twice, and ends
    private static final Map<Peer, Double> START_SECONDS = Map.of(
            Peer.PLAIN, 1.4,
            Peer.SPARK_CLASSIC, 12.5,
            Peer.SPARK_TUNED, 12.5,
            Peer.FLINK, 6.0,
            Peer.FLINK_FORMAT, 6.5,
            Peer.CONNECT, 9.0,
            Peer.PENSTOCK, 11.5);

    // both runs together, with the clicks of csv4
    private static final Map<Peer, Double> SECONDS_A_MILLION = Map.of(
            Peer.PLAIN, 0.6,
            Peer.SPARK_CLASSIC, 7.2,
            Peer.SPARK_TUNED, 6.0,
            Peer.FLINK, 3.1,
            Peer.FLINK_FORMAT, 5.2,
            Peer.CONNECT, 10.0,
            Peer.PENSTOCK, 1.8);

    // against csv4
    private static final Map<String, Double> WEIGHT =
            Map.of("csv4", 1.0, "csv10", 2.2, "json", 2.5, "access-log", 2.5, "windowed", 2.0);

    private Guess() {}

    /** A contender's two runs into an index. */
    static double index(Peer peer, long events) {
        double start = peer == Peer.PENSTOCK ? START_SECONDS.get(peer) : 5;
        return start + 2 * events / INDEXED_A_SECOND;
    }

    /** A contender's two runs. */
    static double bounded(String workload, Peer peer, long events) {
        return START_SECONDS.get(peer) + SECONDS_A_MILLION.get(peer) * WEIGHT.get(workload) * events / 1e6;
    }

    static double fill(String workload, long events) {
        return 1 + events * WEIGHT.get(workload) / FILLED_A_SECOND;
    }

    /** Reads the tables of a round, two of each contender, and makes the rows again that were sent. */
    static double check(String workload, long events, int contenders) {
        return CHECK_START_SECONDS + events * WEIGHT.get(workload) * (1 + contenders) / CHECK_ROWS_A_SECOND;
    }
}
