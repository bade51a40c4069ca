package io.penstock.bench.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured, for people and for programs. */
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MEBI = 1024 * 1024;

    private final Machine machine;
    private final Map<String, String> versions;
    private final List<BoundedResult> bounded = new ArrayList<>();
    private final List<LatencyResult> latencies = new ArrayList<>();

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
                put(run, "cpuSecondsPerMillion", result.statistic(peer, kind, RunFigures::cpuSecondsPerMillion));
                put(run, "peakMemoryBytes", result.statistic(peer, kind, RunFigures::peakMemoryBytes));
                put(run, "files", result.statistic(peer, kind, RunFigures::files));
                put(run, "bytes", result.statistic(peer, kind, RunFigures::bytes));
            }
        }
        if (result.figures().containsKey(Peer.PENSTOCK)) {
            ratios(result, RunKind.WARM, node.putObject("ratios"));
            ratios(result, RunKind.COLD, node.putObject("coldRatios"));
        }
    }

    private static void ratios(BoundedResult result, RunKind kind, ObjectNode node) {
        for (Peer peer : inOrder(result)) {
            if (peer != Peer.PENSTOCK) {
                node.put(peer.word(), result.speed(Peer.PENSTOCK, kind) / result.speed(peer, kind));
            }
        }
    }

    private static void write(LatencyResult result, ObjectNode node) {
        node.put("what", result.what());
        ObjectNode contenders = node.putObject("contenders");
        result.figures().forEach((peer, figures) -> contenders
                .putObject(peer.word())
                .put("eventsPerSecond", figures.eventsPerSecond())
                .put("events", figures.events())
                .put("p50Millis", figures.p50Millis())
                .put("p99Millis", figures.p99Millis()));
        LatencyResult.Figures penstock = result.figures().get(Peer.PENSTOCK);
        if (penstock != null) {
            ObjectNode ratios = node.putObject("ratios");
            result.figures().forEach((peer, figures) -> {
                if (peer != Peer.PENSTOCK) {
                    ratios.put(peer.word(), penstock.p50Millis() / figures.p50Millis());
                }
            });
        }
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
        return text.toString();
    }

    private static void append(BoundedResult result, StringBuilder text) {
        text.append("%n%s: %,d events of %.0f bytes, %d rounds, median (lowest to highest)%n"
                .formatted(
                        result.workload(),
                        result.events(),
                        (double) result.recordBytes() / result.events(),
                        result.rounds()));
        String row = "%-14s %-5s %-24s %-22s %8s %7s %9s %9s%n";
        text.append(row.formatted(
                "", "run", "million events/s", "CPU s/million events", "MiB", "files", "MiB files", "penstock"));
        for (Peer peer : inOrder(result)) {
            for (RunKind kind : RunKind.values()) {
                text.append(row.formatted(
                        kind == RunKind.COLD ? peer.word() : "",
                        kind.word(),
                        span(result, peer, kind, run -> run.eventsPerSecond() / 1e6),
                        span(result, peer, kind, RunFigures::cpuSecondsPerMillion),
                        whole(result, peer, kind, run -> run.peakMemoryBytes() / MEBI),
                        peer.writesTable() ? whole(result, peer, kind, RunFigures::files) : "",
                        peer.writesTable() ? whole(result, peer, kind, run -> run.bytes() / MEBI) : "",
                        ratio(result, peer, kind)));
            }
        }
    }

    private static String ratio(BoundedResult result, Peer peer, RunKind kind) {
        if (peer == Peer.PENSTOCK || !result.figures().containsKey(Peer.PENSTOCK)) {
            return "";
        }
        return decimal(result.speed(Peer.PENSTOCK, kind) / result.speed(peer, kind)) + " x";
    }

    private static String span(BoundedResult result, Peer peer, RunKind kind, ToDoubleFunction<RunFigures> measure) {
        Statistic statistic = result.statistic(peer, kind, measure);
        return decimal(statistic.median()) + " (" + decimal(statistic.min()) + " to " + decimal(statistic.max()) + ")";
    }

    private static String whole(BoundedResult result, Peer peer, RunKind kind, ToDoubleFunction<RunFigures> measure) {
        return String.format(
                Locale.ROOT, "%.0f", result.statistic(peer, kind, measure).median());
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static void append(LatencyResult result, StringBuilder text) {
        String row = "%-14s %14s %12s %10s %10s%n";
        text.append("%n%s: %s%n".formatted(result.workload(), result.what()));
        text.append(row.formatted("", "events/s", "events", "p50 ms", "p99 ms"));
        result.figures()
                .forEach((peer, figures) -> text.append(row.formatted(
                        peer.word(),
                        String.format(Locale.ROOT, "%,.0f", figures.eventsPerSecond()),
                        String.format(Locale.ROOT, "%,d", figures.events()),
                        String.format(Locale.ROOT, "%.1f", figures.p50Millis()),
                        String.format(Locale.ROOT, "%.1f", figures.p99Millis()))));
    }

    private static List<Peer> inOrder(BoundedResult result) {
        return result.figures().keySet().stream().sorted().toList();
    }
}
