package io.penstock.engine.audit;

import io.penstock.engine.VerifyReport.Account;
import io.penstock.engine.audit.TableRecount.Partition;
import io.penstock.engine.audit.TableRecount.Place;
import io.penstock.engine.batch.DeadLetterColumns;
import io.penstock.engine.batch.InputRecount;
import io.penstock.engine.batch.Watermarks;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.ReferencePlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.JdbcOutput;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.IcebergTable;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.search.SearchSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Closes the accounts of a view that needs more than one row: its input record by record, as any account, and its rows by computing
 * the view a second time.
 */
final class ViewAudit {

    private static final int JUDGED_AT_ONCE = 4096;

    private final SparkSession session;
    private final TableCatalog catalog;
    private final @Nullable SearchSettings search;
    private final ViewPlan view;
    private final String deadLetters;
    private final ViewStreams streams;
    private final Results results;

    /** @param search where indices are, if there are any */
    ViewAudit(
            SparkSession session,
            TableCatalog catalog,
            @Nullable SearchSettings search,
            ViewPlan view,
            String deadLetters,
            ViewStreams streams,
            Results results) {
        this.session = session;
        this.catalog = catalog;
        this.search = search;
        this.view = view;
        this.deadLetters = deadLetters;
        this.streams = streams;
        this.results = results;
    }

    /**
     * One of the view's topics, recounted.
     *
     * @param claims what the ledger says of it
     * @param confirmedFrom first offset that the topic can still be asked for, by partition
     * @param dead the source's dead letters, where this view's query writes them
     * @param late what the table of late rows has of it, where late rows are kept
     */
    record Input(
            SourcePlan source,
            Incarnation incarnation,
            LedgerClaims claims,
            SourceReader topic,
            Map<Integer, Long> confirmedFrom,
            @Nullable DeadLetterRecount dead,
            @Nullable Map<Place, Partition> late) {

        boolean whole() {
            return claims.partitions().stream().allMatch(p -> confirmedFrom.get(p) <= claims.from(p));
        }

        Watermarks watermarks() {
            Map<Integer, TreeMap<Long, Long>> byPartition = new HashMap<>();
            for (int partition : claims.partitions()) {
                TreeMap<Long, Long> ends = new TreeMap<>();
                for (LedgerClaims.Range range : claims.ranges(partition)) {
                    if (range.entry().view() != null
                            && range.account().until() > range.account().from()) {
                        ends.put(
                                range.account().until(),
                                TimeUnit.MILLISECONDS.toMicros(
                                        range.entry().view().watermarkMillis()));
                    }
                }
                byPartition.put(partition, ends);
            }
            return new Watermarks(byPartition);
        }
    }

    /** @param outputs those that are indices, and those whose tables are there whole */
    void run(List<Input> inputs, List<OutputPlan> outputs, boolean running) {
        boolean same = inputs.stream().allMatch(input -> sameComputation(input.claims));
        int before = results.findings().size();
        for (Input input : inputs) {
            for (int partition : input.claims.partitions()) {
                close(input, partition, same);
            }
        }
        if (inputs.stream().anyMatch(input -> !input.whole())) {
            results.note("the rows of view " + view.name()
                    + " are not computed a second time: its topics no longer have all records that it has read");
        } else if (!same) {
            results.note("the rows of view " + view.name()
                    + " are not computed a second time: the pipeline was changed since it began");
        } else if (view.unrepeatable() != null) {
            results.note("the rows of view " + view.name() + " are not computed a second time: " + view.unrepeatable());
        } else if (results.findings().size() == before) {
            compare(inputs, outputs, running);
            return;
        }
        List<LedgerEntry> batches = inputs.get(0).claims.batches();
        outputs.stream()
                .filter(output -> output.spec() instanceof JdbcOutput)
                .forEach(output -> new DatabaseAudit(session, catalog, output, results).checkBatches(batches, running));
    }

    private boolean sameComputation(LedgerClaims claims) {
        return claims.batches().stream().map(LedgerEntry::fingerprint).allMatch(view.fingerprint()::equals);
    }

    private void close(Input input, int partition, boolean same) {
        LedgerClaims claims = input.claims;
        long from = claims.from(partition);
        long until = claims.until(partition);
        long confirmed = input.confirmedFrom.get(partition);
        Found found = new Found();
        if (same) {
            judge(input, partition, confirmed, until, found);
        } else {
            input.topic.read(partition, confirmed, until, record -> found.used(record.offset()));
        }
        int before = results.findings().size();
        long earlier = claims.sumBefore(partition, confirmed, PartitionAccount::read);
        long read = earlier + found.size();
        expect(input, partition, "records read from the topic", claims.sum(partition, PartitionAccount::read), read);
        if (same) {
            compare(input, partition, "dropped by a rule", PartitionAccount::dropped, found.dropped.size(), confirmed);
            compare(input, partition, "dead letters", PartitionAccount::dead, found.dead.size(), confirmed);
            compare(input, partition, "late", PartitionAccount::late, found.late.size(), confirmed);
            compare(input, partition, "used by the view", this::used, found.used.size(), confirmed);
            checkAside(input, partition, found, confirmed, until);
        }
        results.account(new Account(
                input.source.name(),
                input.incarnation.topic(),
                partition,
                view.name(),
                "exactly once",
                from,
                until,
                until - from - read,
                claims.sum(partition, this::used),
                null,
                0,
                claims.sum(partition, PartitionAccount::dropped),
                claims.sum(partition, PartitionAccount::dead),
                claims.sum(partition, PartitionAccount::late),
                results.findings().size() == before));
    }

    private long used(PartitionAccount account) {
        return LedgerClaims.output(account, view.name()).used();
    }

    private void judge(Input input, int partition, long from, long until, Found found) {
        List<ConsumerRecord<ByteBuffer, ByteBuffer>> waiting = new ArrayList<>();
        boolean splits = view.splitsLate(input.source);
        try (InputRecount recount = new InputRecount(input.source, splits, input.watermarks(), partition, found)) {
            input.topic.read(partition, from, until, record -> {
                waiting.add(record);
                if (waiting.size() == JUDGED_AT_ONCE) {
                    recount.judge(waiting);
                    waiting.clear();
                }
            });
            recount.judge(waiting);
        }
    }

    private void compare(
            Input input,
            int partition,
            String what,
            ToLongFunction<PartitionAccount> figure,
            long found,
            long confirmed) {
        long claimed = input.claims.sum(partition, figure) - input.claims.sumBefore(partition, confirmed, figure);
        expect(input, partition, what, claimed, found);
    }

    private void expect(Input input, int partition, String what, long claimed, long found) {
        if (claimed != found) {
            results.finding(
                    "%s: %s: the ledger has %d, there are %d".formatted(place(input, partition), what, claimed, found));
        }
    }

    /** Dead letters and late rows are where they belong, each of them. */
    private void checkAside(Input input, int partition, Found found, long from, long until) {
        String topic = input.incarnation.topic();
        if (input.dead != null) {
            OffsetSet stored = input.dead.of(topic, partition, view.name()).within(from, until);
            differ(input, partition, "the dead letters", found.dead, stored);
        }
        if (input.late != null) {
            Partition stored = input.late.getOrDefault(new Place(topic, partition, null), Partition.EMPTY);
            differ(
                    input,
                    partition,
                    "the late rows",
                    found.late,
                    stored.offsets().within(from, until));
            if (stored.rows() != stored.distinctRows()) {
                results.finding("%s: the late rows hold %d records more than once"
                        .formatted(place(input, partition), stored.rows() - stored.distinctRows()));
            }
        }
    }

    private void differ(Input input, int partition, String where, OffsetSet expected, OffsetSet stored) {
        OffsetSet lacking = expected.minus(stored);
        OffsetSet surplus = stored.minus(expected);
        if (lacking.size() > 0) {
            results.finding("%s: %s lack offsets %s".formatted(place(input, partition), where, lacking));
        }
        if (surplus.size() > 0) {
            results.finding("%s: %s hold offsets that do not belong there: %s"
                    .formatted(place(input, partition), where, surplus));
        }
    }

    private String place(Input input, int partition) {
        return input.incarnation.topic() + " partition " + partition + ", view " + view.name();
    }

    private void compare(List<Input> inputs, List<OutputPlan> outputs, boolean running) {
        List<LedgerEntry> batches = inputs.get(0).claims.batches();
        if (batches.isEmpty() || outputs.isEmpty()) {
            return;
        }
        LedgerEntry last = batches.get(batches.size() - 1);
        Map<String, ViewRecomputation.Input> sources = new HashMap<>();
        for (Input input : inputs) {
            Map<Integer, Long> until = new HashMap<>();
            input.claims.partitions().forEach(partition -> until.put(partition, input.claims.until(partition)));
            sources.put(
                    input.source.name(),
                    new ViewRecomputation.Input(input.source, input.incarnation, until, input.watermarks()));
        }
        try (ViewRecomputation recomputation = new ViewRecomputation(view, streams)) {
            Map<String, Dataset<Row>> references = references(recomputation.session(), batches);
            if (references == null) {
                return; // there is a note
            }
            Dataset<Row> expected = recomputation.run(
                    sources, references, last.view() == null ? 0 : last.view().watermarkMillis());
            for (OutputPlan output : outputs) {
                compare(output, expected, batches, running);
            }
            if (view.rejection() >= 0) {
                compareRejected(recomputation.rejected(), batches);
            }
        }
    }

    /** What all batches have joined with, or nothing and a note where that was not the same, or is not there any more. */
    private @Nullable Map<String, Dataset<Row>> references(
            org.apache.spark.sql.classic.SparkSession session, List<LedgerEntry> batches) {
        Map<String, Dataset<Row>> references = new HashMap<>();
        for (ReferencePlan reference : view.references()) {
            List<String> versions = batches.stream()
                    .map(LedgerEntry::view)
                    .filter(Objects::nonNull)
                    .map(batch -> batch.references().getOrDefault(reference.name(), ""))
                    .distinct()
                    .toList();
            Dataset<Row> rows = versions.size() == 1 ? streams.reference(session, reference, versions.get(0)) : null;
            if (rows == null) {
                results.note("the rows of view %s are not computed a second time: reference %s %s"
                        .formatted(
                                view.name(),
                                reference.name(),
                                versions.size() == 1
                                        ? "no longer is what they were joined with"
                                        : "has changed %d times meanwhile".formatted(versions.size() - 1)));
                return null;
            }
            references.put(reference.name(), rows);
        }
        return references;
    }

    private void compare(OutputPlan output, Dataset<Row> expected, List<LedgerEntry> batches, boolean running) {
        if (output.spec() instanceof JdbcOutput) {
            new DatabaseAudit(session, catalog, output, results).run(view.name(), expected, batches, running);
            return;
        }
        if (output.spec() instanceof IndexOutput) {
            new IndexAudit(session, search, output, results).run(view.name(), expected, batches, running);
            return;
        }
        String table = output.tableSpec().table();
        LedgerEntry last = batches.get(batches.size() - 1);
        Dataset<Row> stored =
                session.sql("SELECT * FROM " + TableRecount.quoted(table) + (running ? upTo(table, last) : ""));
        RowComparison comparison = RowComparison.of(expected, stored);
        if (!comparison.equal()) {
            results.finding(
                    "output %s: table %s holds %d rows, view %s gives %d over the same records: %d of them are not there, and %d are there that it does not give"
                            .formatted(
                                    output.name(),
                                    table,
                                    comparison.found(),
                                    view.name(),
                                    comparison.expected(),
                                    comparison.lacking(),
                                    comparison.surplus()));
        }
        long claimed = batches.stream()
                .mapToLong(
                        entry -> entry.view() == null ? 0 : entry.view().rows().getOrDefault(output.name(), 0L))
                .sum();
        if (!view.upserts() && claimed != comparison.found()) {
            results.finding("output %s: table %s holds %d rows, the ledger has %d"
                    .formatted(output.name(), table, comparison.found(), claimed));
        }
        if (comparison.equal()) {
            results.note("output %s: table %s holds the %,d rows that view %s gives, computed a second time"
                    .formatted(output.name(), table, comparison.found(), view.name()));
        }
    }

    /** What its processor rejects is among the dead letters, each row as often as it was rejected. */
    private void compareRejected(Dataset<Row> expected, List<LedgerEntry> batches) {
        long claimed = batches.stream()
                .mapToLong(entry -> entry.view() == null ? 0 : entry.view().rejectedByProcessor())
                .sum();
        Dataset<Row> stored =
                session.sql(("SELECT rule, reason, CAST(key AS STRING) AS key, CAST(value AS STRING) AS row FROM %s"
                                + " WHERE source = '%s' AND stage = '%s' AND offset <= %d")
                        .formatted(
                                TableRecount.quoted(deadLetters),
                                view.name(),
                                DeadLetterColumns.VIEW,
                                batches.get(batches.size() - 1).batch()));
        RowComparison comparison = RowComparison.of(expected, stored);
        if (!comparison.equal()) {
            results.finding(
                    "view %s: the dead letters hold %d rows that it has rejected, over the same records it rejects %d: %d of them are not there, and %d are there that it does not reject"
                            .formatted(
                                    view.name(),
                                    comparison.found(),
                                    comparison.expected(),
                                    comparison.lacking(),
                                    comparison.surplus()));
        }
        if (claimed != comparison.found()) {
            results.finding("view %s: the dead letters hold %d rows that it has rejected, the ledger has %d"
                    .formatted(view.name(), comparison.found(), claimed));
        }
        if (comparison.equal() && claimed == comparison.found() && claimed > 0) {
            results.note("view %s: the dead letters hold the %,d rows that it rejects, computed a second time"
                    .formatted(view.name(), claimed));
        }
    }

    /** The table as it was after a batch. */
    private String upTo(String table, LedgerEntry last) {
        IcebergTable found = IcebergTable.find(catalog, table);
        BatchIdentity identity = new BatchIdentity(last.pipeline(), last.query(), last.incarnation(), last.batch());
        Long snapshot = found == null ? null : found.snapshotOf(identity);
        return snapshot == null ? " WHERE false" : " VERSION AS OF " + snapshot;
    }

    private static final class Found implements InputRecount.Places {

        private final OffsetSet dropped = new OffsetSet();
        private final OffsetSet dead = new OffsetSet();
        private final OffsetSet late = new OffsetSet();
        private final OffsetSet used = new OffsetSet();

        @Override
        public void dropped(long offset) {
            dropped.add(offset);
        }

        @Override
        public void dead(long offset) {
            dead.add(offset);
        }

        @Override
        public void late(long offset) {
            late.add(offset);
        }

        @Override
        public void used(long offset) {
            used.add(offset);
        }

        long size() {
            return dropped.size() + dead.size() + late.size() + used.size();
        }
    }
}
