package io.penstock.engine.audit;

import static io.penstock.engine.audit.LedgerClaims.output;

import io.penstock.engine.VerifyReport.Account;
import io.penstock.engine.audit.LedgerClaims.Range;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.sinks.HiveCommit;
import io.penstock.sinks.HiveFile;
import io.penstock.sinks.HiveTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Closes the accounts of an output whose rows do not say which records they came from: a Hive table has exactly its declared
 * columns. What is recounted are its files, against the commit record of each batch: their lengths and rows, and none beside
 * them. That a file's rows are those of its records, and not others of the same number and length, is not proved.
 */
final class FileAudit {

    private final SourceRecount source;
    private final OutputPlan output;
    private final Results results;
    private final Map<Integer, Long> records = new HashMap<>();
    private final Map<Integer, Long> rows = new HashMap<>();

    FileAudit(SourceRecount source, OutputPlan output, Results results) {
        this.source = source;
        this.output = output;
        this.results = results;
    }

    void run(HiveTable table, SparkSession session, boolean running) {
        Map<String, Long> lengths = table.files();
        Map<String, Long> counted = rowsByFile(session);
        Set<String> committed = new HashSet<>();
        long lastBatch = source.claims().lastBatch();
        for (HiveCommit commit : table.commits()) {
            boolean ofStream = commit.query().equals(source.plan().name());
            if (running && ofStream && commit.batch() > lastBatch) {
                commit.files().forEach(file -> counted.remove(file.name()));
                continue;
            }
            checkBatch(commit, ofStream);
            for (HiveFile file : commit.files()) {
                committed.add(file.name());
                check(file, lengths, counted);
            }
        }
        if (!running) {
            counted.keySet().stream()
                    .filter(name -> !committed.contains(name))
                    .forEach(name -> results.finding("table %s holds a file of %d rows that no batch has brought: %s"
                            .formatted(table(), counted.get(name), name)));
        }
        source.claims().partitions().forEach(this::close);
    }

    private Map<String, Long> rowsByFile(SparkSession session) {
        Map<String, Long> counted = new HashMap<>();
        String sql = "SELECT input_file_name(), count(*) FROM %s GROUP BY 1".formatted(TableRecount.quoted(table()));
        for (Row row : session.sql(sql).collectAsList()) {
            String path = row.getString(0);
            counted.put(path.substring(path.lastIndexOf('/') + 1), row.getLong(1));
        }
        return counted;
    }

    private void checkBatch(HiveCommit commit, boolean ofStream) {
        if (!commit.incarnation().equals(source.incarnation().id())) {
            results.finding("table %s holds batch %d of another checkpoint (incarnation %s)"
                    .formatted(table(), commit.batch(), commit.incarnation()));
        } else if (ofStream && commit.batch() > source.claims().lastBatch()) {
            results.finding(
                    "table %s holds batch %d, which the ledger knows nothing of".formatted(table(), commit.batch()));
        }
    }

    private void check(HiveFile file, Map<String, Long> lengths, Map<String, Long> counted) {
        Long length = lengths.get(file.name());
        long found = counted.getOrDefault(file.name(), 0L);
        if (length == null) {
            results.finding("table %s has lost a file of %d rows (%s): %s"
                    .formatted(table(), file.rows(), describe(file), file.name()));
            return;
        }
        if (found != file.rows() || length != file.bytes()) {
            results.finding("table %s: a file of %d rows and %d bytes has %d rows and %d bytes now (%s): %s"
                    .formatted(table(), file.rows(), file.bytes(), found, length, describe(file), file.name()));
            return;
        }
        file.ranges().forEach(range -> {
            records.merge(range.partition(), range.records(), Long::sum);
            rows.merge(range.partition(), range.rows(), Long::sum);
        });
    }

    private static String describe(HiveFile file) {
        List<String> ranges = new ArrayList<>();
        file.ranges()
                .forEach(range -> ranges.add(
                        "partition %d offsets %d to %d".formatted(range.partition(), range.first(), range.last())));
        return String.join(", ", ranges);
    }

    private void close(int partition) {
        long from = source.claims().from(partition);
        long until = source.claims().until(partition);
        OffsetSet dead = source.dead(partition, output, from, until);
        int before = results.findings().size();
        long read = source.read(partition);
        long stored = records.getOrDefault(partition, 0L);
        long storedRows = rows.getOrDefault(partition, 0L);
        long filtered = sum(partition, account -> output(account, output.name()).filtered());
        long dropped = sum(partition, PartitionAccount::dropped);
        expect(partition, "records read from the topic", source.claims().sum(partition, PartitionAccount::read), read);
        expect(
                partition,
                "records in table " + table(),
                sum(partition, a -> output(a, output.name()).used()),
                stored);
        expect(
                partition,
                "rows in table " + table(),
                sum(partition, a -> output(a, output.name()).rows()),
                storedRows);
        expect(partition, "records accounted for", read, stored + dead.size() + filtered + dropped);
        if (results.findings().size() > before) {
            nameBatches(partition);
        }
        results.account(new Account(
                source.plan().name(),
                source.topicName(),
                partition,
                output.name(),
                output.spec().delivery(),
                from,
                until,
                until - from - read,
                stored,
                storedRows,
                filtered,
                dropped,
                dead.size(),
                0,
                results.findings().size() == before));
    }

    private long sum(int partition, ToLongFunction<PartitionAccount> figure) {
        return source.claims().sumWithReplays(partition, figure);
    }

    private void expect(int partition, String what, long claimed, long found) {
        if (claimed != found) {
            results.finding("%s partition %d: %d %s, expected %d"
                    .formatted(source.topicName(), partition, found, what, claimed));
        }
    }

    private void nameBatches(int partition) {
        List<Range> ranges = source.claims().ranges(partition);
        if (!ranges.isEmpty()) {
            results.finding("%s partition %d: the ledger covers batches %d to %d, offsets %d to %d"
                    .formatted(
                            source.topicName(),
                            partition,
                            ranges.get(0).entry().batch(),
                            ranges.get(ranges.size() - 1).entry().batch(),
                            source.claims().from(partition),
                            source.claims().until(partition) - 1));
        }
    }

    private String table() {
        return output.tableSpec().table();
    }
}
