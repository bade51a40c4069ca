package io.penstock.bench.harness;

import io.penstock.bench.contender.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares tables with what the generator knows of its topic. */
final class TableCheck {

    static final String MAIN = "io.penstock.bench.spark.CheckMain";
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final long SLOWEST_ROWS_A_SECOND = 100_000;

    private final Rig rig;
    private final Workload workload;
    private final long events;
    private final List<Entry> tables = new ArrayList<>();
    private long good = -1;
    private long rows = -1;

    private record Entry(Peer peer, String run, TableFolder table) {

        String name() {
            return peer.word() + ", " + run;
        }
    }

    /** @param events the tables have the rows of so many records, the first of the workload */
    TableCheck(Rig rig, Workload workload, long events) {
        this.rig = rig;
        this.workload = workload;
        this.events = events;
    }

    private long rows() {
        if (rows < 0) {
            rows = workload.resultRows(events);
        }
        return rows;
    }

    /** How many records are good. */
    long goodRecords() {
        if (good < 0) {
            good = workload.goodRecords(events);
        }
        return good;
    }

    void add(Peer peer, String run, TableFolder table) {
        tables.add(new Entry(peer, run, table));
    }

    /** Counts the rows of the tables so far by their metadata, and forgets the tables. @return what is wrong, by contender */
    Map<Peer, String> wrongCounts() {
        Map<Peer, String> wrong = new EnumMap<>(Peer.class);
        for (Entry entry : tables) {
            long found = entry.table().content().rows();
            if (found != rows()) {
                wrong.putIfAbsent(
                        entry.peer(),
                        "The table of %s has %,d rows, expected %,d".formatted(entry.name(), found, rows()));
            }
        }
        tables.clear();
        return wrong;
    }

    /**
     * Reads every row of the tables so far, and forgets the tables.
     *
     * @return what is wrong, by contender
     * @throws BenchException when the rows cannot be compared
     */
    Map<Peer, String> wrongRows() {
        Map<Peer, String> wrong = new EnumMap<>(Peer.class);
        List<String> arguments = new ArrayList<>(List.of("rows", workload.name(), Long.toString(events)));
        List<Entry> read = new ArrayList<>();
        for (Entry entry : tables) {
            Optional<Path> metadata = entry.table().metadata();
            if (metadata.isEmpty()) {
                wrong.putIfAbsent(entry.peer(), "The table of %s is not there".formatted(entry.name()));
            } else {
                arguments.add(metadata.get().toUri().toString());
                read.add(entry);
            }
        }
        tables.clear();
        if (read.isEmpty()) {
            return wrong;
        }
        Duration limit = START_LIMIT.plusSeconds(events / SLOWEST_ROWS_A_SECOND);
        try (ContenderProcess reader = rig.startCheck("check", arguments)) {
            String expected = reader.next(limit);
            for (Entry entry : read) {
                String found = reader.next(limit);
                if (!found.equals(expected)) {
                    wrong.putIfAbsent(
                            entry.peer(),
                            "The table of %s holds other rows than were sent: %s, expected %s"
                                    .formatted(entry.name(), found, expected));
                }
            }
        }
        return wrong;
    }
}
