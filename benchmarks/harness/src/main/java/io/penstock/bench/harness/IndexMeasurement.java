package io.penstock.bench.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.bench.contender.Job;
import io.penstock.bench.contender.Workload;
import io.penstock.local.Search;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Lets each contender write the clicks of {@code csv4} into indices of one OpenSearch: twice in a new JVM, in each round. The first run has no
 * start of the JVM in it, since what is replayed is made then. OpenSearch has taken them all once before the first round.
 */
final class IndexMeasurement {

    private static final Workload WORKLOAD = Workload.named("csv4");
    private static final String NUMBER = "eventid";
    private static final Duration RUN_LIMIT = Duration.ofMinutes(10);
    private static final String WARM_UP = "warm-up";

    private final Rig rig;
    private final long events;
    private final Map<Peer, Map<RunKind, List<RunFigures>>> figures = new EnumMap<>(Peer.class);
    private final Map<Peer, String> failures = new EnumMap<>(Peer.class);

    /** What is in an index, as far as it has to be the same for all. */
    private record Content(long documents, long sum) {}

    IndexMeasurement(Rig rig) {
        this.rig = rig;
        this.events = rig.plan().events(BenchPlan.INDEX);
    }

    static Stream<Schedule.Step> steps(BenchPlan plan) {
        long events = plan.events(BenchPlan.INDEX);
        Stream<Schedule.Step> runs = Stream.iterate(0, round -> round < plan.rounds(), round -> round + 1)
                .flatMap(round -> plan.contenders(BenchPlan.INDEX, round).stream())
                .map(peer -> new Schedule.Step(BenchPlan.INDEX, peer.word(), Guess.index(peer, events)));
        return Stream.concat(
                Stream.of(
                        new Schedule.Step(
                                BenchPlan.INDEX, BoundedMeasurement.FILL, Guess.fill(WORKLOAD.name(), events)),
                        new Schedule.Step(BenchPlan.INDEX, WARM_UP, Guess.index(Peer.REPLAY, events))),
                runs);
    }

    /** Measures; to be called once. */
    BoundedResult run() {
        rig.schedule().say("index: filling a topic with %,d events".formatted(events));
        rig.topics().create(BenchPlan.INDEX);
        long bytes = rig.topics().fill(BenchPlan.INDEX, WORKLOAD, events);
        Content expected = expected();
        rig.schedule()
                .done(
                        BenchPlan.INDEX,
                        BoundedMeasurement.FILL,
                        "index: %,d of the events are good".formatted(expected.documents));
        try (Search search = Search.startTemporary(rig.folder().resolve("search"))) {
            Indices indices = new Indices(search.uri());
            var unused = runOnce(indices, Peer.REPLAY, -1, expected);
            rig.schedule().done(BenchPlan.INDEX, WARM_UP, "index: OpenSearch has taken the documents once");
            for (int round = 0; round < rig.plan().rounds(); round++) {
                for (Peer peer : rig.plan().contenders(BenchPlan.INDEX, round)) {
                    if (!failures.containsKey(peer)) {
                        measure(indices, peer, round, expected);
                    }
                }
            }
        }
        rig.topics().delete(BenchPlan.INDEX);
        return new BoundedResult(BenchPlan.INDEX, events, bytes, rig.plan().rounds(), figures, failures);
    }

    private static Content content(JsonNode count, JsonNode sum) {
        return new Content(count.asLong(), Math.round(sum.asDouble()));
    }

    private Content expected() {
        Workload.Rows rows = WORKLOAD.rows();
        long documents = 0;
        long sum = 0;
        int column = WORKLOAD.columns().stream().map(c -> c.name()).toList().indexOf(NUMBER);
        for (long i = 0; i < events; i++) {
            Object[] row = rows.row(i);
            if (row != null) {
                documents++;
                sum += (Long) row[column];
            }
        }
        return new Content(documents, sum);
    }

    private void measure(Indices indices, Peer peer, int round, Content expected) {
        Map<RunKind, RunFigures> runs;
        try {
            runs = runOnce(indices, peer, round, expected);
        } catch (RuntimeException e) {
            figures.remove(peer);
            failures.put(peer, BenchException.words(e));
            rig.schedule()
                    .dropped(
                            BenchPlan.INDEX,
                            peer.word(),
                            "index: %s is out: %s".formatted(peer.word(), BenchException.words(e)));
            return;
        }
        runs.forEach((kind, run) -> figures.computeIfAbsent(peer, p -> new EnumMap<>(RunKind.class))
                .computeIfAbsent(kind, k -> new ArrayList<>())
                .add(run));
        rig.schedule()
                .done(
                        BenchPlan.INDEX,
                        peer.word(),
                        "index: round %d of %d, %s: first %,.0f, second %,.0f documents/s"
                                .formatted(
                                        round + 1,
                                        rig.plan().rounds(),
                                        peer.word(),
                                        runs.get(RunKind.COLD).eventsPerSecond(),
                                        runs.get(RunKind.WARM).eventsPerSecond()));
    }

    private Map<RunKind, RunFigures> runOnce(Indices indices, Peer peer, int round, Content expected) {
        Path home = rig.folder().resolve("index-%s-%s".formatted(peer.word(), round < 0 ? WARM_UP : round));
        Job job = new Job(
                WORKLOAD,
                rig.topics().bootstrapServers(),
                BenchPlan.INDEX,
                Topics.PARTITIONS,
                expected.documents,
                home,
                "",
                "",
                rig.plan().commitInterval(),
                rig.plan().batchRecords(BenchPlan.INDEX),
                indices.address());
        List<String> names = Stream.of(RunKind.values())
                .map(kind -> peer.tableWord() + kind.word())
                .toList();
        List<String> arguments = List.of(ContenderProcess.store(job).toString(), names.get(0), names.get(1));
        Path log = rig.log(home.getFileName().toString());
        Map<RunKind, RunFigures> runs = new EnumMap<>(RunKind.class);
        try (ContenderProcess process =
                ContenderProcess.start(rig.checkout(), peer.word(), peer.module(), peer.mainClass(), log, arguments)) {
            for (RunKind kind : RunKind.values()) {
                JsonNode run = process.nextJson(RUN_LIMIT);
                long millis = run.path("endedMillis").asLong()
                        - run.path("startedMillis").asLong();
                long cpuNanos = run.path("endedCpuNanos").asLong()
                        - run.path("startedCpuNanos").asLong();
                String index = names.get(kind.ordinal());
                JsonNode stored = indices.stored(index);
                runs.put(
                        kind,
                        new RunFigures(
                                events * 1000.0 / millis,
                                cpuNanos / 1e9 / (events / 1e6),
                                run.path("peakMemoryBytes").asLong(),
                                stored.path("segments").path("count").asLong(),
                                stored.path("store").path("size_in_bytes").asLong()));
            }
            for (String index : names) {
                JsonNode found = indices.summed(index, NUMBER);
                Content there = content(
                        found.path("hits").path("total").path("value"),
                        found.path("aggregations").path("sum").path("value"));
                if (!there.equals(expected)) {
                    throw new BenchException(
                            "The index of %s, %s, has %s, expected %s".formatted(peer.word(), index, there, expected));
                }
            }
        } finally {
            names.forEach(indices::delete);
            Folders.delete(home);
        }
        return runs;
    }
}
