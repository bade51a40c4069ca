package io.penstock.engine.audit;

import static io.penstock.engine.audit.LedgerClaims.output;

import io.penstock.engine.VerifyReport.Account;
import io.penstock.engine.audit.LedgerClaims.Range;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
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

    private final SourcePlan source;
    private final OutputPlan output;
    private final Incarnation incarnation;
    private final LedgerClaims claims;
    private final Map<Integer, OffsetSet> present;
    private final Map<Integer, Long> confirmedFrom;
    private final DeadLetterRecount deadLetters;
    private final List<Account> accounts = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private final Map<Integer, Long> records = new HashMap<>();
    private final Map<Integer, Long> rows = new HashMap<>();

    FileAudit(
            SourcePlan source,
            OutputPlan output,
            Incarnation incarnation,
            LedgerClaims claims,
            Map<Integer, OffsetSet> present,
            Map<Integer, Long> confirmedFrom,
            DeadLetterRecount deadLetters) {
        this.source = source;
        this.output = output;
        this.incarnation = incarnation;
        this.claims = claims;
        this.present = present;
        this.confirmedFrom = confirmedFrom;
        this.deadLetters = deadLetters;
    }

    List<Account> accounts() {
        return accounts;
    }

    List<String> findings() {
        return findings;
    }

    void run(HiveTable table, SparkSession session, boolean running) {
        Map<String, Long> lengths = table.files();
        Map<String, Long> counted = rowsByFile(session);
        Set<String> committed = new HashSet<>();
        long lastBatch = claims.lastBatch();
        for (HiveCommit commit : table.commits()) {
            boolean ofStream = commit.query().equals(source.name());
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
                    .forEach(name -> findings.add("table %s holds a file of %d rows that no batch has brought: %s"
                            .formatted(table(), counted.get(name), name)));
        }
        claims.partitions().forEach(this::close);
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
        if (!commit.incarnation().equals(incarnation.id())) {
            findings.add("table %s holds batch %d of another checkpoint (incarnation %s)"
                    .formatted(table(), commit.batch(), commit.incarnation()));
        } else if (ofStream && commit.batch() > claims.lastBatch()) {
            findings.add(
                    "table %s holds batch %d, which the ledger knows nothing of".formatted(table(), commit.batch()));
        }
    }

    private void check(HiveFile file, Map<String, Long> lengths, Map<String, Long> counted) {
        Long length = lengths.get(file.name());
        long found = counted.getOrDefault(file.name(), 0L);
        if (length == null) {
            findings.add("table %s has lost a file of %d rows (%s): %s"
                    .formatted(table(), file.rows(), describe(file), file.name()));
            return;
        }
        if (found != file.rows() || length != file.bytes()) {
            findings.add("table %s: a file of %d rows and %d bytes has %d rows and %d bytes now (%s): %s"
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
        long from = claims.from(partition);
        long until = claims.until(partition);
        OffsetSet dead =
                deadLetters.of(incarnation.topic(), partition, output.name()).within(from, until);
        int before = findings.size();
        long read = claims.sumBefore(partition, confirmedFrom.get(partition), PartitionAccount::read)
                + present.get(partition).size();
        long stored = records.getOrDefault(partition, 0L);
        long storedRows = rows.getOrDefault(partition, 0L);
        long filtered = sum(partition, account -> output(account, output.name()).filtered());
        long dropped = sum(partition, PartitionAccount::dropped);
        expect(partition, "records read from the topic", claims.sum(partition, PartitionAccount::read), read);
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
        if (findings.size() > before) {
            nameBatches(partition);
        }
        accounts.add(new Account(
                source.name(),
                incarnation.topic(),
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
                findings.size() == before));
    }

    private long sum(int partition, ToLongFunction<PartitionAccount> figure) {
        return claims.sumWithReplays(partition, figure);
    }

    private void expect(int partition, String what, long claimed, long found) {
        if (claimed != found) {
            findings.add("%s partition %d: %d %s, expected %d"
                    .formatted(incarnation.topic(), partition, found, what, claimed));
        }
    }

    private void nameBatches(int partition) {
        List<Range> ranges = claims.ranges(partition);
        if (!ranges.isEmpty()) {
            findings.add("%s partition %d: the ledger covers batches %d to %d, offsets %d to %d"
                    .formatted(
                            incarnation.topic(),
                            partition,
                            ranges.get(0).entry().batch(),
                            ranges.get(ranges.size() - 1).entry().batch(),
                            claims.from(partition),
                            claims.until(partition) - 1));
        }
    }

    private String table() {
        return output.tableSpec().table();
    }
}
