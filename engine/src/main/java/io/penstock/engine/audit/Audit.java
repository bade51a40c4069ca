package io.penstock.engine.audit;

import io.penstock.engine.VerifyReport;
import io.penstock.engine.VerifyReport.Account;
import io.penstock.engine.audit.TableRecount.Partition;
import io.penstock.engine.audit.TableRecount.Place;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.commit.QueryState;
import io.penstock.engine.commit.SparkCheckpoint;
import io.penstock.engine.file.FileTopics;
import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.engine.kafka.LineageHeaders;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.state.CorruptStateException;
import io.penstock.pipeline.BatchInput;
import io.penstock.pipeline.JdbcOutput;
import io.penstock.pipeline.LateRows;
import io.penstock.pipeline.TableFormat;
import io.penstock.sinks.HiveTable;
import io.penstock.sinks.IcebergTable;
import io.penstock.sinks.MissingFile;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.search.SearchIndex;
import io.penstock.sinks.search.SearchSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Audits a pipeline: for each source partition and output, the offsets of the committed range must be holes, stored, filtered,
 * dropped or dead letters, each recounted, and no row may be there twice.
 *
 * <p>A topic output is at least once: it must hold what the ledger has sent, and may hold more. An index must hold a document for each row,
 * unless its documents replace each other. A table of a database must have the
 * batches that the ledger has, and hold the rows that its view gives where it is one with state.
 *
 * <p>Tables and dead letters are scanned once, the topic is read by a plain consumer. A driver may go on meanwhile: what it
 * commits after the audit has read the ledger is left out.
 *
 * <p>Memory: a bit for each committed offset of one source, several times.
 */
public final class Audit {

    private final SparkSession session;
    private final TableCatalog catalog;
    private final KafkaSettings kafka;
    private final @Nullable SearchSettings search;
    private final FileTopics files;
    private final ViewStreams streams;
    private final Results results = new Results();

    /**
     * @param search where indices are, if there are any
     * @param files what batches have read in the place of topics
     * @param streams what views are computed with a second time
     */
    public Audit(
            SparkSession session,
            TableCatalog catalog,
            KafkaSettings kafka,
            @Nullable SearchSettings search,
            FileTopics files,
            ViewStreams streams) {
        this.session = session;
        this.catalog = catalog;
        this.kafka = kafka;
        this.search = search;
        this.files = files;
        this.streams = streams;
    }

    /**
     * @param states state of each query
     * @param deadLetters name of the dead-letter table
     * @param late name of the table of late rows
     * @param running whether a driver may commit meanwhile
     */
    public VerifyReport run(
            PipelinePlan pipeline, Map<String, QueryState> states, String deadLetters, String late, boolean running) {
        for (SourcePlan source : pipeline.sources()) {
            audit(pipeline, source, states.get(source.name()), deadLetters, running);
        }
        for (ViewPlan view : pipeline.views()) {
            audit(pipeline, view, states.get(view.name()), deadLetters, late, running);
        }
        boolean verified =
                results.findings().isEmpty() && results.accounts().stream().allMatch(Account::closes);
        return new VerifyReport(
                pipeline.pipeline(), verified, results.accounts(), results.findings(), results.notes(), Instant.now());
    }

    private void audit(
            PipelinePlan pipeline, SourcePlan source, QueryState state, String deadLetters, boolean running) {
        try {
            Incarnation incarnation = state.findIncarnation();
            if (incarnation == null) {
                results.note("source " + source.name() + " has no state: nothing was ever committed");
                return;
            }
            LedgerClaims claims = LedgerClaims.read(state, incarnation);
            claims.check(new SparkCheckpoint(session, state.checkpoint()), running, results.findings());
            SourceReader topic = reader(incarnation);
            Map<Integer, OffsetSet> present = new HashMap<>();
            Map<Integer, Long> confirmedFrom = confirmedFrom(topic, claims);
            claims.partitions().forEach(partition -> {
                long from = confirmedFrom.get(partition);
                present.put(partition, topic.present(partition, from, claims.until(partition)));
            });
            DeadLetterRecount dead = DeadLetterRecount.of(
                    new TableRecount(session), missing(deadLetters), deadLetters, source.name(), results.findings());
            SourceRecount recount = new SourceRecount(
                    source, incarnation, pipeline.fingerprint(), claims, topic, present, confirmedFrom, dead);
            source.topics().forEach(output -> auditTopic(recount, output));
            source.indices().forEach(output -> auditIndex(recount, output));
            for (OutputPlan output : source.tables()) {
                if (output.spec() instanceof JdbcOutput) {
                    new DatabaseAudit(session, catalog, output, results).run(recount, running);
                } else if (output.tableSpec().format() == TableFormat.HIVE) {
                    auditFiles(recount, output, running);
                } else {
                    auditTable(recount, output, running);
                }
            }
        } catch (CorruptStateException e) {
            results.finding(String.valueOf(e.getMessage()));
        }
    }

    private void audit(
            PipelinePlan pipeline, ViewPlan view, QueryState state, String deadLetters, String late, boolean running) {
        try {
            Map<String, Incarnation> incarnations = new HashMap<>();
            state.incarnations().forEach(incarnation -> incarnations.put(incarnation.topic(), incarnation));
            if (incarnations.isEmpty()) {
                results.note("view " + view.name() + " has no state: nothing was ever committed");
                return;
            }
            List<ViewAudit.Input> inputs = new ArrayList<>();
            for (SourcePlan source : view.sources()) {
                Incarnation incarnation = incarnations.get(source.spec().kafka().topic());
                if (incarnation == null) {
                    results.finding("the state of view " + view.name() + " does not know topic "
                            + source.spec().kafka().topic());
                    return;
                }
                LedgerClaims claims = LedgerClaims.read(state, incarnation);
                if (inputs.isEmpty()) {
                    claims.check(new SparkCheckpoint(session, state.checkpoint()), running, results.findings());
                }
                SourceReader topic = reader(incarnation);
                TableRecount tables = new TableRecount(session);
                DeadLetterRecount dead = pipeline.keepsDeadLetters(view, source.name())
                        ? DeadLetterRecount.of(
                                tables, missing(deadLetters), deadLetters, source.name(), results.findings())
                        : null;
                boolean keepsLate = view.splitsLate(source) && source.spec().lateRows() == LateRows.SIDE_TABLE;
                inputs.add(new ViewAudit.Input(
                        source,
                        incarnation,
                        claims,
                        topic,
                        confirmedFrom(topic, claims),
                        dead,
                        keepsLate ? lateRows(tables, late, source, view) : null));
            }
            List<OutputPlan> whole =
                    new ArrayList<>(view.tables().stream().filter(this::whole).toList());
            whole.addAll(view.indices());
            new ViewAudit(session, catalog, search, view, deadLetters, streams, results).run(inputs, whole, running);
        } catch (CorruptStateException e) {
            results.finding(String.valueOf(e.getMessage()));
        }
    }

    private SourceReader reader(Incarnation incarnation) {
        return BatchInput.place(incarnation.topic()) == null
                ? new TopicRecount(kafka, incarnation.topic())
                : new LineRecount(files, incarnation);
    }

    private Map<Place, Partition> lateRows(TableRecount tables, String late, SourcePlan source, ViewPlan view) {
        List<MissingFile> missing = missing(late);
        if (missing == null) {
            results.finding("table " + late + " does not exist");
            return Map.of();
        }
        if (!missing.isEmpty()) {
            reportMissing("table " + late, missing);
            return Map.of();
        }
        return tables.lateRows(late, source.name(), view.name());
    }

    private boolean whole(OutputPlan output) {
        if (output.spec() instanceof JdbcOutput) {
            return true; // the database sees to that
        }
        String name = output.tableSpec().table();
        List<MissingFile> missing = missing(name);
        if (missing == null) {
            results.finding("table " + name + " does not exist");
            return false;
        }
        reportMissing("table " + name, missing);
        return missing.isEmpty();
    }

    private void auditTable(SourceRecount source, OutputPlan output, boolean running) {
        Map<Place, Partition> stored = stored(output, running ? ends(source.claims()) : Map.of());
        if (stored != null) {
            new OutputAudit(source, output, new TableRecount(session), results).run(stored, running);
        }
    }

    private void auditFiles(SourceRecount source, OutputPlan output, boolean running) {
        String name = output.tableSpec().table();
        if (catalog.find(name) instanceof HiveTable table) {
            new FileAudit(source, output, results).run(table, session, running);
        } else {
            results.finding("table " + name + " does not exist");
        }
    }

    private void auditTopic(SourceRecount source, OutputPlan output) {
        String name = output.topicSpec().topic();
        Incarnation incarnation = source.incarnation();
        String sender = LineageHeaders.sender(incarnation.pipeline(), output.name(), incarnation.id());
        TopicOutputRecount recount = TopicOutputRecount.of(new TopicRecount(kafka, name), sender);
        if (recount == null) {
            results.finding("topic " + name + " does not exist");
        } else {
            SentOutputAudit.ofTopic(source, output, recount, results);
        }
    }

    private void auditIndex(SourceRecount source, OutputPlan output) {
        String name = output.indexSpec().index();
        SearchIndex index = search == null ? null : SearchIndex.find(search, name);
        if (index == null) {
            results.finding("index " + name + " does not exist");
        } else {
            SentOutputAudit.ofIndex(source, output, IndexRecount.of(index), results);
        }
    }

    /** Where the topic still can be asked: the first batch of each partition that it has whole. */
    private Map<Integer, Long> confirmedFrom(SourceReader topic, LedgerClaims claims) {
        Map<Integer, Long> earliest = topic.earliest(claims.partitions());
        Map<Integer, Long> confirmed = new HashMap<>();
        String unfit = topic.unfit();
        if (unfit != null) {
            claims.partitions().forEach(partition -> confirmed.put(partition, claims.until(partition)));
            results.note(unfit);
            return confirmed;
        }
        for (int partition : claims.partitions()) {
            long first = claims.from(partition);
            long from = claims.firstBatchAtOrAfter(partition, earliest.getOrDefault(partition, first));
            confirmed.put(partition, from);
            if (from > first) {
                results.note("topic partition " + partition + " begins at offset " + earliest.get(partition)
                        + " now: offsets " + first + " to " + (from - 1)
                        + " cannot be confirmed with it and count as the ledger says");
            }
        }
        return confirmed;
    }

    /** Where the account ends; a pipeline that runs writes behind it. */
    private static Map<Integer, Long> ends(LedgerClaims claims) {
        return claims.partitions().stream().collect(Collectors.toMap(Function.identity(), claims::until));
    }

    private @Nullable Map<Place, Partition> stored(OutputPlan output, Map<Integer, Long> ends) {
        String name = output.tableSpec().table();
        List<MissingFile> missing = missing(name);
        if (missing == null) {
            results.finding("table " + name + " does not exist");
            return null;
        }
        TableRecount recount = new TableRecount(session);
        if (!missing.isEmpty()) {
            reportMissing("table " + name, missing);
            return null;
        }
        results.findings().addAll(recount.brokenRecords(name, output.multiplies()));
        return recount.outputTable(name, output.multiplies(), ends);
    }

    private void reportMissing(String what, List<MissingFile> missing) {
        for (MissingFile file : missing) {
            results.finding(
                    what + " has lost a file of " + file.rows() + " rows (" + file.held() + "): " + file.location());
        }
    }

    private @Nullable List<MissingFile> missing(String table) {
        IcebergTable found = IcebergTable.find(catalog, table);
        return found == null ? null : found.missingFiles();
    }
}
