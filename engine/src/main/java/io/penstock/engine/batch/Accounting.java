package io.penstock.engine.batch;

import io.penstock.engine.batch.TaskResult.OutputCounts;
import io.penstock.engine.batch.TaskResult.PartitionCounts;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.ledger.PartitionAccount.OutputAccount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what the tasks of a batch report. */
public final class Accounting {

    private final List<TaskResult> results;

    public Accounting(List<TaskResult> results) {
        this.results = List.copyOf(results);
    }

    /** Counts of a partition over all tasks; zeros where no record was read. */
    public PartitionCounts counts(String topic, int partition, List<String> outputs) {
        Map<String, OutputCounts> byOutput = new LinkedHashMap<>();
        outputs.forEach(output -> byOutput.put(output, OutputCounts.NONE));
        long first = Long.MAX_VALUE;
        long read = 0;
        long dropped = 0;
        long dead = 0;
        long late = 0;
        long newest = Long.MIN_VALUE;
        for (TaskResult result : results) {
            for (PartitionCounts counts : result.partitions()) {
                if (counts.partition() == partition && counts.topic().equals(topic)) {
                    first = Math.min(first, counts.firstOffset());
                    read += counts.read();
                    dropped += counts.dropped();
                    dead += counts.dead();
                    late += counts.late();
                    newest = Math.max(newest, counts.newestMillis());
                    counts.outputs().forEach((output, more) -> byOutput.merge(output, more, OutputCounts::plus));
                }
            }
        }
        return new PartitionCounts(topic, partition, first, read, dropped, dead, late, newest, byOutput);
    }

    /** The account of a range of offsets. @param lost offsets of it that were gone before they were read */
    public static PartitionAccount account(PartitionCounts counts, long from, long until, long lost) {
        Map<String, OutputAccount> outputs = new TreeMap<>();
        counts.outputs().forEach((output, count) -> outputs.put(output, count.account()));
        return new PartitionAccount(
                counts.topic(),
                counts.partition(),
                from,
                until,
                counts.read(),
                lost,
                counts.dropped(),
                counts.dead(),
                counts.late(),
                outputs);
    }

    public Map<String, Long> violations() {
        Map<String, Long> violations = new TreeMap<>();
        results.forEach(result -> result.violations().forEach((rule, n) -> violations.merge(rule, n, Long::sum)));
        return violations;
    }

    public List<String> files(String output) {
        List<String> files = new ArrayList<>();
        results.forEach(result -> files.addAll(result.files().getOrDefault(output, List.of())));
        return files;
    }

    public List<String> deadLetterFiles() {
        List<String> files = new ArrayList<>();
        results.forEach(result -> files.addAll(result.deadLetterFiles()));
        return files;
    }

    /** Timestamp of the newest record read, or nothing read. */
    public long newestMillis() {
        return results.stream()
                .flatMap(result -> result.partitions().stream())
                .mapToLong(PartitionCounts::newestMillis)
                .max()
                .orElse(Long.MIN_VALUE);
    }
}
