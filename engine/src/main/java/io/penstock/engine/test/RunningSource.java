package io.penstock.engine.test;

import io.penstock.engine.BatchSink;
import io.penstock.engine.batch.Accounting;
import io.penstock.engine.batch.BatchSpec;
import io.penstock.engine.batch.BatchSpec.Target;
import io.penstock.engine.batch.BatchTask;
import io.penstock.engine.batch.KafkaColumns;
import io.penstock.engine.commit.Failpoint;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.state.StateFolder;
import io.penstock.engine.test.Kills.Victim;
import io.penstock.pipeline.TopicOutput;
import io.penstock.source.kafka.MemoryRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The query of a source in a case: what its outputs get of records, batch by batch. One thread's. */
final class RunningSource {

    private static final StructType RECORDS = new StructType()
            .add("key", DataTypes.BinaryType)
            .add("value", DataTypes.BinaryType)
            .add("topic", DataTypes.StringType)
            .add("partition", DataTypes.IntegerType)
            .add("offset", DataTypes.LongType)
            .add("timestamp", DataTypes.TimestampType)
            .add("timestampType", DataTypes.IntegerType)
            .add("headers", KafkaColumns.HEADERS_TYPE);

    private final Case of;
    private final SourcePlan plan;
    private final SparkSession session;
    private final CaseCommits commits;
    private final Victim victim;

    /**
     * @param session where records become batches
     * @param folder of its state
     */
    RunningSource(Case of, SourcePlan plan, SparkSession session, StateFolder folder) {
        this.of = of;
        this.plan = plan;
        this.session = session;
        this.commits = new CaseCommits(of.plan().pipeline(), plan, folder, of.collected());
        this.victim = of.kills().victim();
    }

    String name() {
        return plan.name();
    }

    /** Runs the records as a batch, or as several: one that deletes documents is the last of its batch, so that these are there. */
    void send(List<MemoryRecord> records) {
        int from = 0;
        for (int i = 0; i < records.size(); i++) {
            MemoryRecord record = records.get(i);
            if (plan.takesTombstones() && record.value() == null) {
                sendBatch(records.subList(from, i + 1));
                from = i + 1;
                delete(record.key());
            }
        }
        if (from == 0 || from < records.size()) {
            sendBatch(records.subList(from, records.size()));
        }
    }

    private void delete(byte @Nullable [] key) {
        for (OutputPlan output : plan.outputs()) {
            if (output.deletes() && key != null) {
                of.collected().delete(Case.output(output.name()), output.key(), PlainRows.text(key));
            }
        }
    }

    /** A run that dies on the way is followed by another one, which has the same records before it. */
    private void sendBatch(List<MemoryRecord> records) {
        long batch = commits.next();
        boolean done = false;
        while (!done) {
            try {
                victim.exposed(session.sparkContext(), () -> {
                    commits.recover();
                    if (commits.next() == batch) {
                        run(batch, records);
                    }
                });
                done = true;
            } catch (Exception e) { // Spark throws checked ones without declaring them
                if (!victim.died(e)) {
                    throw e;
                }
                commits.begin();
            }
        }
    }

    private void run(long batch, List<MemoryRecord> records) {
        Failpoint.BATCH_STARTED.reached();
        commits.requireNext(batch);
        SourcePlan source = plan.usesCurrentTime() ? of.plannedAnew().source(name()) : plan;
        Map<String, Target> targets = new HashMap<>();
        source.outputs().forEach(output -> targets.put(output.name(), target(output)));
        BatchSpec spec = BatchSpec.of(
                commits.identity(batch),
                commits.run(),
                source,
                targets,
                of.deadLetters(),
                Instant.now().toEpochMilli() * 1000,
                false);
        List<Row> rows = records.stream().map(RunningSource::row).toList();
        var batchOfRows = session.createDataFrame(rows, RECORDS).coalesce(1);
        Accounting done = new Accounting(BatchTask.run(BatchSink.plan(batchOfRows), spec));
        Map<String, List<String>> files = new HashMap<>();
        Case.tabular(source).forEach(output -> files.put(output.name(), done.files(output.name())));
        List<String> deadLetters = of.plan().keepsDeadLetters(plan, name()) ? done.deadLetterFiles() : List.of();
        commits.commit(batch, files, null, deadLetters, null);
    }

    private Target target(OutputPlan output) {
        return output.spec() instanceof TopicOutput topic
                ? new BatchSpec.ToTopic(
                        new CollectedMessages(of.collected().handle(), Case.output(output.name()), topic.topic()))
                : new BatchSpec.ToTable(of.table(output));
    }

    private static Row row(MemoryRecord record) {
        return RowFactory.create(
                record.key(),
                record.value() == null ? null : record.value().array(),
                record.topic().toString(),
                record.partition(),
                record.offset(),
                Instant.EPOCH.plus(record.timestampMicros(), ChronoUnit.MICROS),
                0,
                record.headerMap().isEmpty()
                        ? null
                        : record.headerMap().entrySet().stream()
                                .map(header -> RowFactory.create(
                                        header.getKey(), header.getValue().getBytes(StandardCharsets.UTF_8)))
                                .toArray(Row[]::new));
    }
}
