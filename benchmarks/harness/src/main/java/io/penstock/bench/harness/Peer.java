package io.penstock.bench.harness;

import io.penstock.bench.contender.Workload;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The contenders. */
enum Peer {
    /** Polls and drops: no way from Kafka to anywhere is faster. Writes no table. */
    PLAIN("plain", Module.HARNESS, "io.penstock.bench.harness.PlainMain"),
    SPARK_CLASSIC("spark-classic", Module.SPARK, "io.penstock.bench.spark.ClassicMain"),
    SPARK_TUNED("spark-tuned", Module.SPARK, "io.penstock.bench.spark.TunedMain"),
    SPARK_REALTIME("spark-realtime", Module.SPARK, "io.penstock.bench.spark.RealTimeMain"),
    FLINK("flink", Module.FLINK, "io.penstock.bench.flink.HandWrittenMain"),
    FLINK_FORMAT("flink-format", Module.FLINK, "io.penstock.bench.flink.OwnFormatMain"),
    CONNECT("connect", Module.CONNECT, "io.penstock.bench.connect.ConnectMain"),
    /** Sends bulk requests that were made before: no way into an index is faster. */
    REPLAY("replay", Module.PENSTOCK, "io.penstock.bench.penstock.ReplayMain"),
    PENSTOCK("penstock", Module.PENSTOCK, "io.penstock.bench.penstock.PenstockMain");

    /** Where a contender's classes are. */
    enum Module {
        HARNESS,
        SPARK,
        FLINK,
        CONNECT,
        PENSTOCK
    }

    private static final Set<Peer> FRESHNESS = Set.of(SPARK_TUNED, FLINK, PENSTOCK);
    private static final Set<String> NOT_SPLIT = Set.of("csv10", "json");
    private static final Set<Peer> WINDOWED = Set.of(PLAIN, SPARK_CLASSIC, SPARK_TUNED, PENSTOCK);
    private static final Set<Peer> HOT = Set.of(PLAIN, SPARK_REALTIME, PENSTOCK);

    private final String word;
    private final Module module;
    private final String mainClass;

    Peer(String word, Module module, String mainClass) {
        this.word = word;
        this.module = module;
        this.mainClass = mainClass;
    }

    /** The contender of that name. @throws IllegalArgumentException if there is none */
    static Peer named(String word) {
        return Arrays.stream(values())
                .filter(peer -> peer.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "is no contender: '%s'; there are %s".formatted(word, String.join(", ", words()))));
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Peer::word).toList();
    }

    String word() {
        return word;
    }

    /** The word as it can be part of a table's name. */
    String tableWord() {
        return word.replace("-", "");
    }

    Module module() {
        return module;
    }

    String mainClass() {
        return mainClass;
    }

    boolean writesTable() {
        return this != PLAIN;
    }

    /** Whether it takes part where nobody is named: the classic job is one that splits text. */
    boolean usuallyTakesPartIn(String workload) {
        return takesPartIn(workload) && !(this == SPARK_CLASSIC && NOT_SPLIT.contains(workload));
    }

    /** Whether there is something to compare in a workload. */
    boolean takesPartIn(String workload) {
        return switch (workload) {
            case BenchPlan.FRESHNESS -> FRESHNESS.contains(this);
            case BenchPlan.HOT -> HOT.contains(this);
            case BenchPlan.SOAK -> this == PENSTOCK;
            case BenchPlan.INDEX -> this == REPLAY || this == PENSTOCK;
            case Workload.WINDOWED -> WINDOWED.contains(this);
            // Flink brings no format for access logs
            case "access-log" -> this != SPARK_REALTIME && this != REPLAY && this != FLINK_FORMAT;
            default -> this != SPARK_REALTIME && this != REPLAY;
        };
    }
}
