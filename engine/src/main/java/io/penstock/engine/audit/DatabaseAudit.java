package io.penstock.engine.audit;

import static io.penstock.engine.audit.LedgerClaims.output;

import io.penstock.engine.VerifyReport.Account;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.PostgresTable;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * Audits a table of a database. It has exactly the batches that the ledger has. Where it holds the rows of a view with state, they are
 * compared with the view computed a second time. Of other rows, of which those of one key replace each other and none says which record it
 * came from, there is the ledger's account and nothing to recount it with.
 */
final class DatabaseAudit {

    private static final int MOST_KEYS = 3;

    private final SparkSession session;
    private final TableCatalog catalog;
    private final OutputPlan output;
    private final Results results;

    DatabaseAudit(SparkSession session, TableCatalog catalog, OutputPlan output, Results results) {
        this.session = session;
        this.catalog = catalog;
        this.output = output;
        this.results = results;
    }

    /** An output whose rows each come from one record. */
    void run(SourceRecount source, boolean running) {
        PostgresTable table = find();
        List<LedgerEntry> batches = source.claims().batches();
        if (table != null) {
            checkBatches(table, batches, this::rowsOfRecords, running);
        }
        source.claims().partitions().forEach(partition -> close(source, partition));
        results.note(
                "output %s: that %s has all batches is confirmed with it; its rows, of which those of one key replace each other, are not recounted"
                        .formatted(output.name(), describe()));
    }

    private long rowsOfRecords(LedgerEntry entry) {
        return entry.partitions().stream()
                .mapToLong(account -> output(account, output.name()).rows())
                .sum();
    }

    private void close(SourceRecount source, int partition) {
        long from = source.claims().from(partition);
        long until = source.claims().until(partition);
        long read = source.read(partition);
        long used = sum(source, partition, a -> output(a, output.name()).used());
        long filtered = sum(source, partition, a -> output(a, output.name()).filtered());
        long dropped = sum(source, partition, PartitionAccount::dropped);
        long dead = source.dead(partition, output, from, until).size();
        boolean closes = read == used + filtered + dropped + dead;
        if (!closes) {
            results.finding(
                    "%s: %d records are unaccounted for: of %d read, the ledger has %d used, %d filtered and %d dropped, and the dead letters hold %d"
                            .formatted(
                                    source.place(partition, output),
                                    read - used - filtered - dropped - dead,
                                    read,
                                    used,
                                    filtered,
                                    dropped,
                                    dead));
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
                used,
                null,
                filtered,
                dropped,
                dead,
                0,
                closes));
    }

    private static long sum(SourceRecount source, int partition, ToLongFunction<PartitionAccount> figure) {
        return source.claims().sumWithReplays(partition, figure);
    }

    /**
     * An output of a view with state.
     *
     * @param expected the rows that the view gives
     * @param batches of the view, in their order
     */
    void run(String view, Dataset<Row> expected, List<LedgerEntry> batches, boolean running) {
        PostgresTable table = find();
        if (table == null || !checkBatches(table, batches, this::rowsOfView, running)) {
            return;
        }
        Dataset<Row> stored = stored(table).persist();
        try {
            RowComparison comparison = RowComparison.of(expected, stored);
            if (running && !checkBatches(table, batches, this::rowsOfView, true)) {
                return;
            }
            report(view, expected, stored, comparison);
        } finally {
            stored.unpersist();
        }
    }

    /** An output of a view with state whose rows are not compared. */
    void checkBatches(List<LedgerEntry> batches, boolean running) {
        PostgresTable table = find();
        if (table != null) {
            var unused = checkBatches(table, batches, this::rowsOfView, running);
        }
    }

    private void report(String view, Dataset<Row> expected, Dataset<Row> stored, RowComparison comparison) {
        if (comparison.equal()) {
            results.note("output %s: %s holds the %,d rows that view %s gives, computed a second time"
                    .formatted(output.name(), describe(), comparison.found(), view));
            return;
        }
        List<String> keys = RowComparison.differingKeys(expected, stored, output.key(), MOST_KEYS);
        results.finding(
                "output %s: %s holds %d rows, view %s gives %d over the same records: %d of them are not there, and %d are there that it does not give, such as those of the keys %s"
                        .formatted(
                                output.name(),
                                describe(),
                                comparison.found(),
                                view,
                                comparison.expected(),
                                comparison.lacking(),
                                comparison.surplus(),
                                String.join(", ", keys)));
    }

    private long rowsOfView(LedgerEntry entry) {
        return entry.view() == null ? 0 : entry.view().rows().getOrDefault(output.name(), 0L);
    }

    /** Its rows, of the types of the output. */
    private Dataset<Row> stored(PostgresTable table) {
        Dataset<Row> read = session.read()
                .format("jdbc")
                .options(table.readerOptions(output.columns()))
                .load();
        List<Column> columns = new ArrayList<>();
        for (StructField field : output.columns().fields()) {
            columns.add(
                    read.col("`" + field.name() + "`").cast(field.dataType()).as(field.name()));
        }
        return read.select(columns.toArray(Column[]::new));
    }

    private @Nullable PostgresTable find() {
        if (catalog.find(TableSpec.nameOf(output.jdbcSpec().jdbc())) instanceof PostgresTable table) {
            return table;
        }
        results.finding(describe() + " does not exist");
        return null;
    }

    /**
     * Whether the last batch of the table is the last one of the ledger that had rows for it. While the pipeline runs it may have gone on.
     *
     * @param rows how many rows a batch had for it
     */
    private boolean checkBatches(
            PostgresTable table, List<LedgerEntry> batches, ToLongFunction<LedgerEntry> rows, boolean running) {
        LedgerEntry last = null;
        for (LedgerEntry entry : batches) {
            if (rows.applyAsLong(entry) > 0) {
                last = entry;
            }
        }
        if (batches.isEmpty()) {
            return true;
        }
        LedgerEntry any = batches.get(0);
        BatchIdentity found = table.lastBatch(any.pipeline(), any.query());
        long expected = last == null ? -1 : last.batch();
        long committed = found == null ? -1 : found.batch();
        if (found != null && !found.incarnation().equals(any.incarnation())) {
            results.finding("output %s: %s holds batches of another checkpoint (incarnation %s)"
                    .formatted(output.name(), describe(), found.incarnation()));
            return false;
        } else if (committed > expected && running) {
            results.note(
                    "output %s: %s has gone on while it was looked at, its rows are not compared: stop the pipeline, or verify again"
                            .formatted(output.name(), describe()));
            return false;
        } else if (committed != expected) {
            results.finding("output %s: the last batch of %s is %s, that of the ledger with rows for it %s"
                    .formatted(output.name(), describe(), batch(committed), batch(expected)));
            return false;
        }
        return true;
    }

    private static String batch(long batch) {
        return batch < 0 ? "none" : Long.toString(batch);
    }

    private String describe() {
        return "table " + output.jdbcSpec().jdbc();
    }
}
