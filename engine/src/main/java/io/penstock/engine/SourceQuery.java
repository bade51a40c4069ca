package io.penstock.engine;

import io.penstock.engine.batch.Accounting;
import io.penstock.engine.batch.BatchSpec;
import io.penstock.engine.batch.BatchTask;
import io.penstock.engine.batch.TaskResult.PartitionCounts;
import io.penstock.engine.commit.CommitProtocol;
import io.penstock.engine.commit.Failpoint;
import io.penstock.engine.commit.PreparedRecord;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.pipeline.KafkaTopic;
import io.penstock.pipeline.OnDataLoss;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Trigger;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.FilesRecord;
import io.penstock.source.kafka.ColumnarKafkaProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * The streaming query of one source: reads the topic once a batch and feeds all outputs of the source.
 *
 * <p>Spark decides when a batch is and which offsets it has; {@link BatchTask} computes it and {@link CommitProtocol} commits
 * it, before Spark writes its own commit. Decisions and alternatives: docs/design/0001-one-pass-batches.md.
 */
final class SourceQuery {

    private final EngineContext context;
    private final Pipeline pipeline;
    private final OpenQuery open;
    private final CommitProtocol protocol;
    private final Housekeeping housekeeping;
    private final RunProgress progress;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final ReentrantLock batchLock = new ReentrantLock();
    private LedgerTotals totals;

    SourceQuery(EngineContext context, Pipeline pipeline, OpenQuery open, RunProgress progress) {
        this.context = context;
        this.pipeline = pipeline;
        this.open = open;
        this.protocol = context.protocol(open.state());
        this.housekeeping = new Housekeeping(open.allTables());
        this.progress = progress;
        this.totals = open.state().ledger().totals();
    }

    String name() {
        return open.plan().name();
    }

    OpenQuery open() {
        return open;
    }

    /** Held while a batch is computed and committed; who holds it otherwise keeps the next batch from starting. */
    ReentrantLock batchLock() {
        return batchLock;
    }

    StreamingQuery start() {
        String sink = BatchSink.SINKS.put(this::runBatch);
        String schema = ColumnarKafkaProvider.SCHEMAS.put(open.plan().schema());
        try {
            return start(schema, sink);
        } catch (TimeoutException e) {
            throw new UnavailableException(
                    "Cannot start " + pipeline.name() + "/" + name() + ", Spark took too long", e);
        } finally {
            BatchSink.SINKS.remove(sink);
            ColumnarKafkaProvider.SCHEMAS.remove(schema);
        }
    }

    private StreamingQuery start(String schema, String sink) throws TimeoutException {
        Dataset<Row> records = context.session()
                .readStream()
                .format(format())
                .option(ColumnarKafkaProvider.SCHEMA, schema)
                .options(KafkaOptions.of(context.settings(), open))
                .load();
        DataStreamWriter<Row> writer = records.writeStream()
                .queryName(pipeline.name() + "/" + name())
                .option(
                        "checkpointLocation",
                        open.state().checkpoint().location().toString())
                .format(BatchSink.Provider.class.getName())
                .option(BatchSink.SINK, sink);
        if (pipeline.trigger() instanceof Trigger.Every every) {
            writer.trigger(org.apache.spark.sql.streaming.Trigger.ProcessingTime(
                    every.interval().toMillis()));
        } else {
            writer.trigger(org.apache.spark.sql.streaming.Trigger.AvailableNow());
        }
        return writer.start();
    }

    private String format() {
        return switch (context.settings().kafka().reader()) {
            case COLUMNAR -> ColumnarKafkaProvider.class.getName();
            case SPARK -> "kafka";
        };
    }

    private void runBatch(long batch, Dataset<Row> records) {
        batchLock.lock();
        try {
            Failpoint.BATCH_STARTED.reached();
            protocol.requireNext(open.identity(batch));
            computeAndCommit(records, batch);
        } finally {
            batchLock.unlock();
        }
    }

    private void computeAndCommit(Dataset<Row> records, long batch) {
        long started = System.nanoTime();
        Instant startedAt = Instant.now();
        BatchIdentity identity = open.identity(batch);
        SourcePlan plan =
                open.plan().usesCurrentTime() ? context.planner().plan(pipeline).source(name()) : open.plan();
        long startedMicros = startedAt.toEpochMilli() * 1000;
        BatchSpec spec = BatchSpec.of(
                identity, run, plan, open.targets(), open.deadLetters().writerFactory(), startedMicros, false);
        Accounting accounting = new Accounting(BatchTask.run(BatchSink.plan(records), spec));
        // after the read, so that all of it came from this topic: offsets of one created again would be taken for its
        // own
        open.requireSameTopic(context);
        List<PartitionAccount> accounts = accounts(batch, accounting);
        LedgerTotals totalsNow = totals.plusBatch(accounts);
        LedgerEntry entry = new LedgerEntry(
                pipeline.name(),
                name(),
                identity.incarnation(),
                batch,
                open.fingerprint(),
                startedAt,
                accounts,
                accounting.violations(),
                totalsNow);
        protocol.commit(prepared(entry, accounting));
        totals = totalsNow;
        long millis = (System.nanoTime() - started) / 1_000_000;
        progress.committed(BatchReport.of(entry, millis, Instant.now()), accounting.newestMillis());
        housekeeping.afterBatch();
    }

    private PreparedRecord prepared(LedgerEntry entry, Accounting accounting) {
        List<FilesRecord> files = new ArrayList<>();
        open.tables().forEach((output, table) -> files.add(table.pack(accounting.files(output))));
        FilesRecord deadLetters = open.deadLetters().pack(accounting.deadLetterFiles());
        return new PreparedRecord(run, entry, files, deadLetters, List.of());
    }

    private List<PartitionAccount> accounts(long batch, Accounting accounting) {
        KafkaTopic topic = open.plan().spec().kafka();
        Map<Integer, Long> starts = open.checkpoint().endOffsets(batch - 1, topic.topic());
        Map<Integer, Long> ends = open.checkpoint().endOffsets(batch, topic.topic());
        List<String> outputs =
                open.plan().outputs().stream().map(OutputPlan::name).toList();
        List<PartitionAccount> accounts = new ArrayList<>();
        ends.forEach((partition, until) -> {
            long from = starts.getOrDefault(partition, open.incarnation().startOffset(partition));
            PartitionCounts counts = accounting.counts(topic.topic(), partition, outputs);
            accounts.add(Accounting.account(counts, from, until, lost(partition, from, until, counts)));
        });
        return accounts;
    }

    /** Offsets of a range that were gone before they were read; only a pipeline that may go on without them comes so far. */
    private long lost(int partition, long from, long until, PartitionCounts counts) {
        long holes = until - from - counts.read();
        if (open.plan().spec().kafka().onDataLoss() == OnDataLoss.FAIL || holes == 0) {
            return 0;
        }
        long earliest = context.topics().earliest(open.topic()).getOrDefault(partition, from);
        return Math.max(0, Math.min(holes, Math.min(earliest, until) - from));
    }
}
