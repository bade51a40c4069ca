package io.penstock.bench.harness;

import io.penstock.bench.contender.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares tables with what the generator knows of its topic. */
final class TableCheck {

    static final String MAIN = "io.penstock.bench.spark.CheckMain";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Checkout checkout;
    private final Path folder;
    private final Workload workload;
    private final long events;
    private final long good;
    private final Map<String, TableFolder> tables = new LinkedHashMap<>();

    TableCheck(Checkout checkout, Path folder, Workload workload, long events) {
        this.checkout = checkout;
        this.folder = folder;
        this.workload = workload;
        this.events = events;
        this.good = workload.goodRecords(events);
    }

    /** How many rows a table has to have. */
    long goodRecords() {
        return good;
    }

    void add(String name, TableFolder table) {
        tables.put(name, table);
    }

    /** Counts the rows of the tables so far by their metadata, and forgets the tables. */
    void requireCounts() {
        tables.forEach((name, table) -> requireCount(name, table.content().rows()));
        tables.clear();
    }

    private void requireCount(String name, long rows) {
        if (rows != good) {
            throw new BenchException("The table of %s has %,d rows, expected %,d".formatted(name, rows, good));
        }
    }

    /** Reads every row of the tables. */
    void requireSameRows() {
        if (tables.isEmpty()) {
            return;
        }
        List<String> arguments = new ArrayList<>(List.of("rows", workload.name(), Long.toString(events)));
        tables.forEach((name, table) -> arguments.add(table.metadata()
                .orElseThrow(() -> new BenchException("The table of %s is not there".formatted(name)))
                .toUri()
                .toString()));
        try (ContenderProcess reader = ContenderProcess.start(
                checkout,
                "the check",
                Peer.Module.SPARK,
                MAIN,
                Folders.logs(folder).resolve("check.log"),
                arguments)) {
            String expected = reader.next(LIMIT);
            for (String name : tables.keySet()) {
                String found = reader.next(LIMIT);
                if (!found.equals(expected)) {
                    throw new BenchException(
                            "The table of %s holds other rows than were sent: rows and checksum are %s, expected %s"
                                    .formatted(name, found, expected));
                }
            }
        }
        tables.clear();
    }
}
