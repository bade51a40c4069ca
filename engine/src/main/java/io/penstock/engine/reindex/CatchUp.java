package io.penstock.engine.reindex;

import io.penstock.engine.RefusedException;
import io.penstock.engine.audit.TopicRecount;
import io.penstock.engine.batch.LaterRejections;
import io.penstock.engine.commit.CommitProtocol;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.commit.PreparedRecord;
import io.penstock.engine.commit.QueryState;
import io.penstock.engine.ledger.Backlog;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.ledger.PartitionAccount.LeftOut;
import io.penstock.engine.ledger.PartitionAccount.OutputAccount;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.reindex.CatchUpTask.Rejected;
import io.penstock.engine.reindex.CatchUpTask.Written;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.IcebergTable;
import io.penstock.sinks.Lineage;
import io.penstock.sinks.OutputTable;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.search.IndexGeneration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Gives an index what batches have left out of it while OpenSearch was away, from the table that has the same rows.
 *
 * <p><b>Delivery:</b> each document has the id and the version that its batch would have given it, so it may be written twice, and before or
 * behind what batches write meanwhile. What was written is committed as a batch of a query of its own beside the source's, with the same
 * protocol: rejected documents become dead letters, and the ledger says how far the index has come. <b>Restart:</b> goes on behind the
 * last such batch. The protocol in full: docs/design/0029-index-behind.md.
 *
 * <p>Not thread-safe.
 */
public final class CatchUp {

    private static final String QUERY_SUFFIX = ".catch-up";
    private static final long RECORDS_AT_ONCE = 200_000; // what is lost when it is broken off

    private final SparkSession session;
    private final TableCatalog catalog;
    private final SourcePlan plan;
    private final Incarnation incarnation;
    private final String fingerprint;
    private final QueryState state;
    private final QueryState own;
    private final CommitProtocol protocol;
    private final OutputTable deadLetters;
    private final @Nullable TopicRecount topic;

    /**
     * For the indices of a source.
     *
     * @param session of its own
     * @param state of the source's query
     * @param protocol that commits to {@link QueryState#catchUps}
     * @param topic where rejected records are read once more; nothing where they are not
     */
    public CatchUp(
            SparkSession session,
            TableCatalog catalog,
            SourcePlan plan,
            Incarnation incarnation,
            String fingerprint,
            QueryState state,
            CommitProtocol protocol,
            OutputTable deadLetters,
            @Nullable TopicRecount topic) {
        this.session = session;
        this.catalog = catalog;
        this.plan = plan;
        this.incarnation = incarnation;
        this.fingerprint = fingerprint;
        this.state = state;
        this.own = state.catchUps();
        this.protocol = protocol;
        this.deadLetters = deadLetters;
        this.topic = topic;
    }

    /** What indices have got later so far, by output. */
    public Map<String, Backlog> caughtUp() {
        return Backlog.of(own.ledger().last());
    }

    /**
     * Writes what the next batches have left out, and commits that. Or completes what was written before, where only that commit failed.
     *
     * @return what was committed; nothing where nothing lacks
     * @throws RefusedException when no table has the rows
     * @throws io.penstock.sinks.search.SearchUnavailableException when OpenSearch does not answer, perhaps as a cause
     */
    public LedgerTotals run(OutputPlan output, IndexGeneration index) {
        if (!own.preparedBatches().isEmpty()) {
            return completePrepared();
        }
        List<LedgerEntry> batches = next(output.name());
        if (batches.isEmpty()) {
            return LedgerTotals.NONE;
        }
        Dataset<Row> rows = rows(TableOfIndex.name(plan, output), batches);
        boolean ownIds = !output.indexSpec().id().isEmpty();
        int tasks = session.sparkContext().defaultParallelism();
        Written written = CatchUpTask.write(TableDocuments.ofBatches(rows, output, batches, tasks), index, ownIds);
        return commit(output.name(), batches, written);
    }

    private LedgerTotals completePrepared() {
        LedgerTotals before = own.ledger().totals();
        protocol.completePrepared();
        return own.ledger().totals().minus(before);
    }

    private List<LedgerEntry> next(String output) {
        Backlog so = caughtUp().get(output);
        Iterator<LedgerEntry> entries = state.ledger().iterator(so == null ? 0 : so.last() + 1);
        List<LedgerEntry> batches = new ArrayList<>();
        long records = 0;
        while (entries.hasNext() && records < RECORDS_AT_ONCE) {
            LedgerEntry entry = entries.next();
            long left = entry.partitions().stream()
                    .mapToLong(account -> left(account, output).records())
                    .sum();
            if (left > 0) {
                batches.add(entry);
                records += left;
            }
        }
        return batches;
    }

    private static LeftOut left(PartitionAccount account, String output) {
        OutputAccount figures = account.outputs().get(output);
        return figures == null || figures.left() == null ? new LeftOut(0, 0) : figures.left();
    }

    private Dataset<Row> rows(String table, List<LedgerEntry> batches) {
        IcebergTable found = IcebergTable.find(catalog, table);
        Long snapshot = found == null ? null : found.currentSnapshot();
        if (snapshot == null) {
            throw new RefusedException("Cannot catch up from table " + table + ", it is gone or empty");
        }
        Dataset<Row> rows = session.sql("SELECT * FROM " + TableOfIndex.quoted(table) + " VERSION AS OF " + snapshot);
        return rows.where(within(rows, batches));
    }

    /** The offsets of the batches; neighbours are one range. */
    private static Column within(Dataset<Row> rows, List<LedgerEntry> batches) {
        Map<Integer, List<long[]>> ranges = new TreeMap<>();
        for (LedgerEntry batch : batches) {
            for (PartitionAccount account : batch.partitions()) {
                List<long[]> of = ranges.computeIfAbsent(account.partition(), partition -> new ArrayList<>());
                long[] last = of.isEmpty() ? null : of.get(of.size() - 1);
                if (last != null && last[1] == account.from()) {
                    last[1] = account.until();
                } else {
                    of.add(new long[] {account.from(), account.until()});
                }
            }
        }
        Column any = functions.lit(false);
        for (Map.Entry<Integer, List<long[]>> partition : ranges.entrySet()) {
            Column here = functions.lit(false);
            for (long[] range : partition.getValue()) {
                here = here.or(rows.col(Lineage.OFFSET)
                        .geq(range[0])
                        .and(rows.col(Lineage.OFFSET).lt(range[1])));
            }
            any = any.or(rows.col(Lineage.PARTITION).equalTo(partition.getKey()).and(here));
        }
        return any;
    }

    private LedgerTotals commit(String output, List<LedgerEntry> batches, Written written) {
        Instant now = Instant.now();
        String run = UUID.randomUUID().toString().substring(0, 8);
        Long last = own.ledger().lastBatch();
        BatchIdentity identity = new BatchIdentity(
                incarnation.pipeline(),
                incarnation.query() + QUERY_SUFFIX,
                incarnation.id(),
                last == null ? 0 : last + 1);
        Map<Integer, Map<Long, Rejected>> rejected = new TreeMap<>();
        for (Rejected one : written.rejected()) {
            rejected.computeIfAbsent(one.partition(), partition -> new TreeMap<>())
                    .merge(
                            one.offset(),
                            one,
                            (a, b) -> new Rejected(a.partition(), a.offset(), a.rows() + b.rows(), a.reason()));
        }
        List<PartitionAccount> accounts = accounts(output, batches, written, rejected);
        long rows = 0;
        long dead = 0;
        for (PartitionAccount account : accounts) {
            rows += account.outputs().get(output).rows();
            dead += account.outputs().get(output).dead();
        }
        LedgerTotals added = new LedgerTotals(0, 0, rows, dead, 0);
        LedgerEntry entry = new LedgerEntry(
                identity.pipeline(),
                identity.query(),
                identity.incarnation(),
                identity.batch(),
                fingerprint,
                now,
                accounts,
                Map.of(),
                own.ledger().totals().plus(added),
                null,
                null,
                caughtUp(output, batches));
        List<String> files = deadLetters(identity, run, now, output, rejected);
        protocol.commit(new PreparedRecord(run, entry, List.of(), deadLetters.pack(files), List.of()));
        return added;
    }

    private Map<String, Backlog> caughtUp(String output, List<LedgerEntry> batches) {
        Map<String, Backlog> all = new HashMap<>(caughtUp());
        for (LedgerEntry batch : batches) {
            long records = 0;
            long rows = 0;
            for (PartitionAccount account : batch.partitions()) {
                records += left(account, output).records();
                rows += left(account, output).rows();
            }
            all.merge(output, new Backlog(1, records, rows, batch.batch()), Backlog::plus);
        }
        return all;
    }

    /** What became of the records that were left out: the ledger's figures, less what the table no longer has. */
    private List<PartitionAccount> accounts(
            String output, List<LedgerEntry> batches, Written written, Map<Integer, Map<Long, Rejected>> rejected) {
        Map<Integer, LeftOut> left = new TreeMap<>();
        for (LedgerEntry batch : batches) {
            for (PartitionAccount account : batch.partitions()) {
                left.merge(
                        account.partition(),
                        left(account, output),
                        (a, b) -> new LeftOut(a.records() + b.records(), a.rows() + b.rows()));
            }
        }
        List<PartitionAccount> accounts = new ArrayList<>();
        left.forEach((partition, out) -> {
            Map<Long, Rejected> refused = rejected.getOrDefault(partition, Map.of());
            long dead = refused.size();
            long deadRows = refused.values().stream().mapToLong(Rejected::rows).sum();
            long missing = Math.max(0, out.rows() - written.rows().getOrDefault(partition, 0L));
            OutputAccount figures = new OutputAccount(
                    Math.max(0, out.rows() - missing - deadRows),
                    Math.max(0, out.records() - missing - dead),
                    0,
                    dead,
                    null);
            accounts.add(
                    new PartitionAccount(incarnation.topic(), partition, 0, 0, 0, 0, 0, 0, 0, Map.of(output, figures)));
        });
        return accounts;
    }

    private List<String> deadLetters(
            BatchIdentity identity,
            String run,
            Instant now,
            String output,
            Map<Integer, Map<Long, Rejected>> rejected) {
        if (rejected.isEmpty()) {
            return List.of();
        }
        LaterRejections letters = new LaterRejections(
                plan.name(),
                incarnation.topic(),
                output,
                now,
                deadLetters.writerFactory().create(identity, run, "catch-up"));
        boolean complete = false;
        try {
            Map<Integer, Long> earliest = topic == null ? Map.of() : topic.earliest(List.copyOf(rejected.keySet()));
            rejected.forEach((partition, refused) -> {
                TreeMap<Long, Rejected> open = new TreeMap<>(refused);
                if (topic != null) {
                    long from = Math.max(open.firstKey(), earliest.getOrDefault(partition, 0L));
                    topic.read(partition, from, open.lastKey() + 1, record -> {
                        Rejected one = open.remove(record.offset());
                        if (one != null) {
                            letters.write(record, one.reason());
                        }
                    });
                }
                open.values().forEach(gone -> letters.writeGone(partition, gone.offset(), gone.reason()));
            });
            List<String> files = letters.complete();
            complete = true;
            return files;
        } finally {
            if (!complete) {
                letters.abort();
            }
        }
    }
}
