package io.penstock.bench.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.bench.contender.Job;
import io.penstock.bench.contender.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Lets each contender read a filled topic to its end: once in a new JVM, and once more in the same, in each round. A contender
 * that fails, or whose table is not what the topic gives, has no figures; the others go on.
 */
final class BoundedMeasurement {

    /** The harness's own steps. */
    static final String FILL = "fill";

    static final String CHECK = "check";

    private static final Duration RUN_LIMIT = Duration.ofMinutes(5);

    private final Rig rig;
    private final String name;
    private final int rounds;
    private final Predicate<Peer> takesPart;
    private final Workload workload;
    private final long events;
    private final TableCheck check;
    private final Map<Peer, Map<RunKind, List<RunFigures>>> figures = new EnumMap<>(Peer.class);
    private final Map<Peer, String> failures = new EnumMap<>(Peer.class);

    BoundedMeasurement(Rig rig, String name, int rounds, Predicate<Peer> takesPart) {
        this.rig = rig;
        this.name = name;
        this.rounds = rounds;
        this.takesPart = takesPart;
        this.workload = Workload.named(name);
        this.events = rig.plan().events(name);
        this.check = new TableCheck(rig, workload, events);
    }

    /** The steps of a measurement. */
    static Stream<Schedule.Step> steps(BenchPlan plan, String name, int rounds, Predicate<Peer> takesPart) {
        long events = plan.events(name);
        List<Peer> peers = plan.contenders(name, 0, takesPart);
        Stream<Schedule.Step> runs = Stream.iterate(0, round -> round < rounds, round -> round + 1)
                .flatMap(round -> peers.stream())
                .map(peer -> new Schedule.Step(name, peer.word(), Guess.bounded(name, peer, events)));
        return Stream.of(
                        Stream.of(new Schedule.Step(name, FILL, Guess.fill(name, events))),
                        runs,
                        Stream.of(new Schedule.Step(name, CHECK, Guess.check(name, events, peers.size()))))
                .flatMap(step -> step);
    }

    /** Measures; to be called once. */
    BoundedResult run() {
        rig.schedule().say("%s: filling a topic with %,d events".formatted(name, events));
        rig.topics().create(name);
        long bytes = rig.topics().fill(name, workload, events);
        long good = check.goodRecords();
        rig.schedule().done(name, FILL, "%s: %,d of the events are good".formatted(name, good));
        for (int round = 0; round < rounds; round++) {
            for (Peer peer : rig.plan().contenders(name, round, takesPart)) {
                if (!failures.containsKey(peer)) {
                    measure(peer, round, good);
                }
            }
            if (round < rounds - 1) {
                check.wrongCounts().forEach(this::fail);
                deleteTables(round);
            }
        }
        rig.schedule().say("%s: reading the tables".formatted(name));
        check.wrongRows().forEach(this::fail);
        deleteTables(rounds - 1);
        rig.topics().delete(name);
        String right = failures.isEmpty() ? "all tables hold" : "the tables of the others hold";
        rig.schedule().done(name, CHECK, "%s: %s the rows that were sent".formatted(name, right));
        return new BoundedResult(name, events, bytes, rounds, figures, failures);
    }

    private void measure(Peer peer, int round, long good) {
        Job job = new Job(
                workload,
                rig.topics().bootstrapServers(),
                name,
                Topics.PARTITIONS,
                good,
                home(peer, round),
                "",
                "",
                rig.plan().commitInterval(),
                rig.plan().batchRecords(name));
        Map<RunKind, RunFigures> runs;
        try {
            runs = runOnce(peer, job);
        } catch (RuntimeException e) {
            fail(peer, BenchException.words(e));
            return;
        }
        runs.forEach((kind, run) -> figures.computeIfAbsent(peer, p -> new EnumMap<>(RunKind.class))
                .computeIfAbsent(kind, k -> new ArrayList<>())
                .add(run));
        if (peer.writesTable()) {
            for (RunKind kind : RunKind.values()) {
                check.add(peer, kind.word(), TableFolder.of(job.warehouse(), table(peer, kind)));
            }
        }
        rig.schedule()
                .done(
                        name,
                        peer.word(),
                        "%s: round %d of %d, %s: cold %.2f, warm %.2f million events/s"
                                .formatted(
                                        name,
                                        round + 1,
                                        rounds,
                                        peer.word(),
                                        runs.get(RunKind.COLD).eventsPerSecond() / 1e6,
                                        runs.get(RunKind.WARM).eventsPerSecond() / 1e6));
    }

    private void fail(Peer peer, String why) {
        figures.remove(peer);
        failures.putIfAbsent(peer, why);
        rig.schedule().dropped(name, peer.word(), "%s: %s is out: %s".formatted(name, peer.word(), why));
    }

    private Path home(Peer peer, int round) {
        return rig.folder().resolve(name + "-" + peer.word() + "-" + round);
    }

    private void deleteTables(int round) {
        rig.plan().contenders(name, round, takesPart).forEach(peer -> Folders.delete(home(peer, round)));
    }

    private Map<RunKind, RunFigures> runOnce(Peer peer, Job job) {
        Path settings = ContenderProcess.store(job);
        List<String> arguments = List.of(settings.toString(), table(peer, RunKind.COLD), table(peer, RunKind.WARM));
        Path log = rig.log(job.folder().getFileName().toString());
        try (ContenderProcess process =
                ContenderProcess.start(rig.checkout(), peer.word(), peer.module(), peer.mainClass(), log, arguments)) {
            Map<RunKind, RunFigures> runs = new EnumMap<>(RunKind.class);
            for (RunKind kind : RunKind.values()) {
                JsonNode run = process.nextJson(RUN_LIMIT);
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
                runs.put(
                        kind,
                        new RunFigures(
                                events * 1000.0 / millis,
                                cpuNanos / 1e9 / (events / 1e6),
                                run.path("peakMemoryBytes").asLong(),
                                content.files(),
                                content.bytes()));
            }
            return runs;
        }
    }

    /** A pipeline's name takes no underscore, a table's no hyphen. */
    private static String table(Peer peer, RunKind kind) {
        return peer.tableWord() + kind.word();
    }
}
