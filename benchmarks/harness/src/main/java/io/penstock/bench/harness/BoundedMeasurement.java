package io.penstock.bench.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.bench.contender.Job;
import io.penstock.bench.contender.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Lets each contender read a filled topic to its end: once in a new JVM, and once more in the same, in each round. */
final class BoundedMeasurement {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration RUN_LIMIT = Duration.ofMinutes(5);

    private final BenchPlan plan;
    private final Checkout checkout;
    private final Topics topics;
    private final Path folder;
    private final Progress progress;

    BoundedMeasurement(BenchPlan plan, Checkout checkout, Topics topics, Path folder, Progress progress) {
        this.plan = plan;
        this.checkout = checkout;
        this.topics = topics;
        this.folder = folder;
        this.progress = progress;
    }

    /** @throws BenchException when a contender fails, or its table is not what the topic gives */
    BoundedResult run(String name, int rounds, Predicate<Peer> takesPart) {
        Workload workload = Workload.named(name);
        long events = plan.events(name);
        progress.say("%s: filling a topic with %,d events".formatted(name, events));
        topics.create(name);
        long bytes = topics.fill(name, workload, events);
        TableCheck check = new TableCheck(checkout, folder, workload, events);
        long good = check.goodRecords();
        Map<Peer, Map<RunKind, List<RunFigures>>> figures = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Peer peer : plan.contenders(name, round, takesPart)) {
                Path home = folder.resolve(name + "-" + peer.word() + "-" + round);
                Job job = new Job(
                        workload,
                        topics.bootstrapServers(),
                        name,
                        Topics.PARTITIONS,
                        good,
                        home,
                        "",
                        "",
                        plan.commitInterval(),
                        plan.batchRecords(name));
                Map<RunKind, RunFigures> runs = runOnce(peer, job, events);
                runs.forEach((kind, run) -> figures.computeIfAbsent(peer, p -> new EnumMap<>(RunKind.class))
                        .computeIfAbsent(kind, k -> new ArrayList<>())
                        .add(run));
                progress.say("%s: round %d of %d, %s: cold %.2f, warm %.2f million events/s"
                        .formatted(
                                name,
                                round + 1,
                                rounds,
                                peer.word(),
                                runs.get(RunKind.COLD).eventsPerSecond() / 1e6,
                                runs.get(RunKind.WARM).eventsPerSecond() / 1e6));
                if (peer.writesTable()) {
                    for (RunKind kind : RunKind.values()) {
                        check.add(peer.word() + ", " + kind.word(), TableFolder.of(job.warehouse(), table(peer, kind)));
                    }
                    if (round < rounds - 1) {
                        check.requireCounts();
                        Folders.delete(home);
                    }
                }
            }
        }
        progress.say("%s: checking the tables".formatted(name));
        check.requireSameRows();
        figures.keySet().forEach(peer -> Folders.delete(folder.resolve(name + "-" + peer.word() + "-" + (rounds - 1))));
        topics.delete(name);
        return new BoundedResult(name, events, bytes, rounds, figures);
    }

    private Map<RunKind, RunFigures> runOnce(Peer peer, Job job, long events) {
        Path settings = ContenderProcess.store(job);
        List<String> arguments = List.of(settings.toString(), table(peer, RunKind.COLD), table(peer, RunKind.WARM));
        Path log = Folders.logs(folder).resolve(job.folder().getFileName() + ".log");
        try (ContenderProcess process =
                ContenderProcess.start(checkout, peer.word(), peer.module(), peer.mainClass(), log, arguments)) {
            Map<RunKind, RunFigures> figures = new EnumMap<>(RunKind.class);
            for (RunKind kind : RunKind.values()) {
                JsonNode run = parse(process.next(RUN_LIMIT));
                boolean cold = kind == RunKind.COLD;
                // the start of the JVM is part of a cold run
                long millis = run.path("endedMillis").asLong()
                        - (cold
                                ? process.startedMillis()
                                : run.path("startedMillis").asLong());
                long cpuNanos = run.path("endedCpuNanos").asLong()
                        - (cold ? 0 : run.path("startedCpuNanos").asLong());
                TableFolder.Content content =
                        TableFolder.of(job.warehouse(), table(peer, kind)).content();
                figures.put(
                        kind,
                        new RunFigures(
                                events * 1000.0 / millis,
                                cpuNanos / 1e9 / (events / 1e6),
                                run.path("peakMemoryBytes").asLong(),
                                content.files(),
                                content.bytes()));
            }
            return figures;
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read what a contender says: " + line, e);
        }
    }

    /** A pipeline's name takes no underscore, a table's no hyphen. */
    private static String table(Peer peer, RunKind kind) {
        return peer.word().replace("-", "") + kind.word();
    }
}
