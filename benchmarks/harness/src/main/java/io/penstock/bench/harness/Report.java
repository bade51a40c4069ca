package io.penstock.bench.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What was measured, for people and for programs. */
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MEBI = 1024 * 1024;
    private static final double SECONDS_OF_AN_HOUR = 3600;
    private static final double SECONDS_OF_A_MINUTE = 60;
    private static final Map<String, ToDoubleFunction<SoakResult.Sample>> SOAK_MEASURES = soakMeasures();

    private final Machine machine;
    private final Map<String, String> versions;
    private final List<BoundedResult> bounded = new ArrayList<>();
    private final List<LatencyResult> latencies = new ArrayList<>();
    private final List<SoakResult> soaks = new ArrayList<>();
    private final Map<String, String> failures = new LinkedHashMap<>();

    private static Map<String, ToDoubleFunction<SoakResult.Sample>> soakMeasures() {
        Map<String, ToDoubleFunction<SoakResult.Sample>> measures = new LinkedHashMap<>();
        measures.put("lagEvents", SoakResult.Sample::lagEvents);
        measures.put("lagSeconds", SoakResult.Sample::lagSeconds);
        measures.put("residentBytes", SoakResult.Sample::residentBytes);
        measures.put("heapAfterCollectionBytes", SoakResult.Sample::heapBytes);
        measures.put("batches", SoakResult.Sample::batches);
        measures.put("batchP50Millis", SoakResult.Sample::p50Millis);
        measures.put("batchMaxMillis", SoakResult.Sample::maxMillis);
        return measures;
    }

    Report(Machine machine, Map<String, String> versions) {
        this.machine = machine;
        this.versions = Map.copyOf(versions);
    }

    void add(BoundedResult result) {
        bounded.add(result);
    }

    void add(LatencyResult result) {
        latencies.add(result);
    }

    void add(SoakResult result) {
        soaks.add(result);
    }

    /** A workload could not be measured at all. */
    void fail(String workload, String why) {
        failures.put(workload, why);
    }

    /** Whether something could not be measured, or did not hold. */
    boolean failed() {
        return !failures.isEmpty()
                || bounded.stream().anyMatch(result -> !result.failures().isEmpty())
                || latencies.stream().anyMatch(result -> !result.failures().isEmpty())
                || soaks.stream().anyMatch(result -> result.failure() != null);
    }

    /** As one JSON object. */
    String json() {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("machine")
                .put("cores", machine.cores())
                .put("memoryBytes", machine.memoryBytes())
                .put("processor", machine.processor())
                .put("system", machine.system())
                .put("java", machine.java());
        ObjectNode artifacts = root.putObject("versions");
        versions.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(version -> artifacts.put(version.getKey(), version.getValue()));
        ObjectNode workloads = root.putObject("workloads");
        bounded.forEach(result -> write(result, workloads.putObject(result.workload())));
        latencies.forEach(result -> write(result, workloads.putObject(result.workload())));
        soaks.forEach(result -> write(result, workloads.putObject(BenchPlan.SOAK)));
        failures.forEach((workload, why) -> workloads.putObject(workload).put("failure", why));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(BoundedResult result, ObjectNode node) {
        node.put("events", result.events())
                .put("bytesPerEvent", (double) result.recordBytes() / result.events())
                .put("rounds", result.rounds());
        ObjectNode contenders = node.putObject("contenders");
        for (Peer peer : inOrder(result)) {
            ObjectNode contender = contenders.putObject(peer.word());
            for (RunKind kind : RunKind.values()) {
                ObjectNode run = contender.putObject(kind.word());
                put(run, "eventsPerSecond", result.statistic(peer, kind, RunFigures::eventsPerSecond));
                put(run, "eventsPerHour", result.statistic(peer, kind, Report::eventsPerHour));
                put(run, "cpuSecondsPerMillion", result.statistic(peer, kind, RunFigures::cpuSecondsPerMillion));
                put(run, "peakMemoryBytes", result.statistic(peer, kind, RunFigures::peakMemoryBytes));
                if (peer.writesTable()) {
                    put(run, "files", result.statistic(peer, kind, RunFigures::files));
                    put(run, "bytes", result.statistic(peer, kind, RunFigures::bytes));
                }
            }
        }
        if (result.figures().containsKey(Peer.PENSTOCK)) {
            ratios(result, RunKind.WARM, node.putObject("ratios"));
            ratios(result, RunKind.COLD, node.putObject("coldRatios"));
        }
        write(result.failures(), node);
    }

    private static void write(Map<Peer, String> failures, ObjectNode node) {
        if (!failures.isEmpty()) {
            ObjectNode reasons = node.putObject("failures");
            failures.forEach((peer, why) -> reasons.put(peer.word(), why));
        }
    }

    private static double eventsPerHour(RunFigures run) {
        return run.eventsPerSecond() * SECONDS_OF_AN_HOUR;
    }

    private static void ratios(BoundedResult result, RunKind kind, ObjectNode node) {
        for (Peer peer : inOrder(result)) {
            if (peer != Peer.PENSTOCK) {
                node.put(peer.word(), result.speed(Peer.PENSTOCK, kind) / result.speed(peer, kind));
            }
        }
    }

    private static void write(LatencyResult result, ObjectNode node) {
        node.put("what", result.what()).put("rounds", result.rounds());
        ObjectNode contenders = node.putObject("contenders");
        result.figures().forEach((peer, figures) -> {
            ObjectNode contender = contenders
                    .putObject(peer.word())
                    .put("eventsPerSecond", figures.eventsPerSecond())
                    .put("events", figures.events());
            put(contender, "p50Millis", figures.p50Millis());
            put(contender, "p99Millis", figures.p99Millis());
        });
        if (result.figures().containsKey(Peer.PENSTOCK)) {
            ratios(result, LatencyResult.Figures::p50Millis, node.putObject("ratios"));
            ratios(result, LatencyResult.Figures::p99Millis, node.putObject("p99Ratios"));
        }
        write(result.failures(), node);
    }

    private static void ratios(
            LatencyResult result, Function<LatencyResult.Figures, Statistic> measure, ObjectNode node) {
        for (Peer peer : result.figures().keySet()) {
            if (peer != Peer.PENSTOCK) {
                node.put(peer.word(), ratio(result, peer, measure));
            }
        }
    }

    private static double ratio(LatencyResult result, Peer peer, Function<LatencyResult.Figures, Statistic> measure) {
        return measure.apply(result.figures().get(Peer.PENSTOCK)).median()
                / measure.apply(result.figures().get(peer)).median();
    }

    private static void write(SoakResult result, ObjectNode node) {
        node.put("eventsPerSecond", result.eventsPerSecond()).put("events", result.events());
        if (result.failure() != null) {
            node.put("failure", result.failure());
        }
        if (!result.samples().isEmpty()) {
            ObjectNode summary = node.putObject("summary");
            SOAK_MEASURES.forEach((name, measure) -> put(summary, name, result.statistic(measure)));
        }
        ArrayNode samples = node.putArray("samples");
        for (SoakResult.Sample sample : result.samples()) {
            ObjectNode line =
                    samples.addObject().put("seconds", sample.seconds()).put("sent", sample.sent());
            SOAK_MEASURES.forEach((name, measure) -> line.put(name, measure.applyAsDouble(sample)));
        }
    }

    private static void append(SoakResult result, StringBuilder text) {
        text.append("%n%s: %,.0f events/s of csv4, %,d in all; a line a minute, then median (lowest to highest)%n"
                .formatted(BenchPlan.SOAK, result.eventsPerSecond(), result.events()));
        String row = "%6s %16s %12s %9s %13s %17s %8s %13s %13s%n";
        text.append(row.formatted(
                "minute",
                "sent",
                "behind",
                "s behind",
                "MiB resident",
                "MiB heap after GC",
                "batches",
                "batch p50 ms",
                "batch max ms"));
        for (SoakResult.Sample sample : result.samples()) {
            text.append(row.formatted(
                    decimal(sample.seconds() / SECONDS_OF_A_MINUTE),
                    String.format(Locale.ROOT, "%,d", sample.sent()),
                    String.format(Locale.ROOT, "%,d", sample.lagEvents()),
                    decimal(sample.lagSeconds()),
                    whole(sample.residentBytes() / MEBI),
                    whole(sample.heapBytes() / MEBI),
                    sample.batches(),
                    whole(sample.p50Millis()),
                    whole(sample.maxMillis())));
        }
        if (!result.samples().isEmpty()) {
            SOAK_MEASURES.forEach(
                    (name, measure) -> text.append("%s %s%n".formatted(name, span(result.statistic(measure)))));
        }
        text.append(
                result.failure() == null
                        ? "the table holds the rows that were sent%n".formatted()
                        : "soak failed: %s%n".formatted(result.failure()));
    }

    private static void put(ObjectNode node, String name, Statistic statistic) {
        node.putObject(name)
                .put("median", statistic.median())
                .put("min", statistic.min())
                .put("max", statistic.max());
    }

    /** As tables for a terminal. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append("%d cores, %.0f GiB, %s, %s, JDK %s%n"
                .formatted(
                        machine.cores(),
                        machine.memoryBytes() / MEBI / 1024,
                        machine.processor(),
                        machine.system(),
                        machine.java()));
        versions.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(version -> text.append(version.getKey())
                .append(' ')
                .append(version.getValue())
                .append("  "));
        text.append(System.lineSeparator());
        bounded.forEach(result -> append(result, text));
        latencies.forEach(result -> append(result, text));
        soaks.forEach(result -> append(result, text));
        failures.forEach((workload, why) -> text.append("%n%s failed: %s%n".formatted(workload, why)));
        return text.toString();
    }

    private static void append(BoundedResult result, StringBuilder text) {
        text.append("%n%s: %,d events of %.0f bytes, %d rounds, median (lowest to highest)%n"
                .formatted(
                        result.workload(),
                        result.events(),
                        (double) result.recordBytes() / result.events(),
                        result.rounds()));
        String row = "%-14s %-5s %-24s %10s %-22s %8s %7s %9s %9s%n";
        text.append(row.formatted(
                "",
                "run",
                "million events/s",
                "million/h",
                "CPU s/million events",
                "MiB",
                "files",
                "MiB files",
                "penstock"));
        for (Peer peer : inOrder(result)) {
            for (RunKind kind : RunKind.values()) {
                text.append(row.formatted(
                        kind == RunKind.COLD ? peer.word() : "",
                        kind.word(),
                        span(result.statistic(peer, kind, run -> run.eventsPerSecond() / 1e6)),
                        whole(result, peer, kind, run -> eventsPerHour(run) / 1e6),
                        span(result.statistic(peer, kind, RunFigures::cpuSecondsPerMillion)),
                        whole(result, peer, kind, run -> run.peakMemoryBytes() / MEBI),
                        peer.writesTable() ? whole(result, peer, kind, RunFigures::files) : "",
                        peer.writesTable() ? whole(result, peer, kind, run -> run.bytes() / MEBI) : "",
                        ratio(result, peer, kind)));
            }
        }
        append(result.failures(), text);
    }

    private static void append(Map<Peer, String> failures, StringBuilder text) {
        failures.forEach((peer, why) -> text.append("%s failed: %s%n".formatted(peer.word(), why)));
    }

    private static String ratio(BoundedResult result, Peer peer, RunKind kind) {
        if (peer == Peer.PENSTOCK || !result.figures().containsKey(Peer.PENSTOCK)) {
            return "";
        }
        return decimal(result.speed(Peer.PENSTOCK, kind) / result.speed(peer, kind)) + " x";
    }

    private static String span(Statistic statistic) {
        return decimal(statistic.median()) + " (" + decimal(statistic.min()) + " to " + decimal(statistic.max()) + ")";
    }

    private static String whole(BoundedResult result, Peer peer, RunKind kind, ToDoubleFunction<RunFigures> measure) {
        return whole(result.statistic(peer, kind, measure).median());
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static void append(LatencyResult result, StringBuilder text) {
        String row = "%-14s %12s %12s %-26s %9s %-26s %9s%n";
        text.append("%n%s: %s; %d rounds, median (lowest to highest)%n"
                .formatted(result.workload(), result.what(), result.rounds()));
        text.append(row.formatted("", "events/s", "events", "p50 ms", "penstock", "p99 ms", "penstock"));
        result.figures()
                .forEach((peer, figures) -> text.append(row.formatted(
                        peer.word(),
                        String.format(Locale.ROOT, "%,.0f", figures.eventsPerSecond()),
                        String.format(Locale.ROOT, "%,d", figures.events()),
                        span(figures.p50Millis()),
                        times(result, peer, LatencyResult.Figures::p50Millis),
                        span(figures.p99Millis()),
                        times(result, peer, LatencyResult.Figures::p99Millis))));
        append(result.failures(), text);
    }

    private static String times(LatencyResult result, Peer peer, Function<LatencyResult.Figures, Statistic> measure) {
        if (peer == Peer.PENSTOCK || !result.figures().containsKey(Peer.PENSTOCK)) {
            return "";
        }
        return decimal(ratio(result, peer, measure)) + " x";
    }

    private static List<Peer> inOrder(BoundedResult result) {
        return result.figures().keySet().stream().sorted().toList();
    }
}
