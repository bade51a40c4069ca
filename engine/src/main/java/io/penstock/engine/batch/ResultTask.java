package io.penstock.engine.batch;

import io.penstock.engine.commit.Failpoint;
import io.penstock.engine.plan.Step;
import io.penstock.engine.processor.KeyedProcessor;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.RowWriter;
import io.penstock.sinks.RowWriterFactory;
import io.penstock.sinks.search.BulkWriter;
import io.penstock.sinks.search.IndexGeneration;
import io.penstock.source.Rejection;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/** The last work of a view's batch: the rows that the view gives, written to its outputs. */
public final class ResultTask extends AbstractFunction2<TaskContext, Iterator<InternalRow>, ResultTask.Report>
        implements Serializable {

    /** An output. */
    public sealed interface Target extends Serializable {

        String output();

        /** Steps from a row of the view to one of the output. */
        List<Step> steps();
    }

    /** An output that is a table. */
    public record ToTable(String output, List<Step> steps, RowWriterFactory writers) implements Target {

        public ToTable {
            steps = List.copyOf(steps);
        }
    }

    /** An output that is an index. @param encode from its rows to ids and documents */
    public record ToIndex(String output, List<Step> steps, List<Step> encode, IndexGeneration index) implements Target {

        public ToIndex {
            steps = List.copyOf(steps);
            encode = List.copyOf(encode);
        }
    }

    /**
     * What a task wrote.
     *
     * @param rows rows by output
     * @param rejected rows that an index did not take, by output
     * @param refused rows that the view's processor rejected
     * @param files files by output
     * @param deadLetterFiles files of the rejected rows
     */
    public record Report(
            Map<String, Long> rows,
            Map<String, Long> rejected,
            long refused,
            Map<String, List<String>> files,
            List<String> deadLetterFiles)
            implements Serializable {}

    /** One output in one task. */
    interface ResultWriter {

        void write(InternalRow row);

        /** @return files that the driver has to commit */
        List<String> complete();

        /** How many rows it did not take; known when it is complete. */
        long rejected();

        void abort();
    }

    private final BatchIdentity identity;
    private final String run;
    private final int rejection;
    private final List<Target> targets;
    private final RowWriterFactory deadLetters;
    private final long startedMicros;

    private ResultTask(
            BatchIdentity identity,
            String run,
            int rejection,
            List<Target> targets,
            RowWriterFactory deadLetters,
            long startedMicros) {
        this.identity = identity;
        this.run = run;
        this.rejection = rejection;
        this.targets = List.copyOf(targets);
        this.deadLetters = deadLetters;
        this.startedMicros = startedMicros;
    }

    /**
     * Computes the rows as a Spark job and writes them.
     *
     * @param rows the view's plan of the batch
     * @param run id of the driver's run
     * @param rejection the column in which a row is one that the view's processor rejects; -1 where there is none
     * @param deadLetters where rows go that the processor or an index rejects
     * @param startedMicros when the batch was started, in microseconds since the epoch
     * @return one report a task
     */
    public static List<Report> run(
            SparkPlan rows,
            BatchIdentity identity,
            String run,
            int rejection,
            List<Target> targets,
            RowWriterFactory deadLetters,
            long startedMicros) {
        RDD<InternalRow> computed = rows.execute();
        ResultTask task = new ResultTask(identity, run, rejection, targets, deadLetters, startedMicros);
        Object reports = computed.sparkContext().runJob(computed, task, ClassTag$.MODULE$.apply(Report.class));
        return List.of((Report[]) reports);
    }

    @Override
    public Report apply(TaskContext context, Iterator<InternalRow> rows) {
        String task = "out-" + context.partitionId() + "-" + context.taskAttemptId();
        DeadLetterWriter dead =
                new DeadLetterWriter(identity.query(), startedMicros, deadLetters.create(identity, run, task));
        List<ResultWriter> writers = new ArrayList<>();
        boolean complete = false;
        try {
            List<Consumer<InternalRow>> chains = new ArrayList<>();
            for (Target target : targets) {
                ResultWriter writer = writer(target, task, dead, context.partitionId());
                writers.add(writer);
                chains.add(new StepChain(target.steps(), context.partitionId()).into(writer::write));
            }
            long count = 0;
            long refused = 0;
            while (rows.hasNext()) {
                InternalRow row = rows.next();
                if (rejection >= 0 && !row.isNullAt(rejection)) {
                    refuse(row.getStruct(rejection, KeyedProcessor.REJECTION.length()), dead, context.partitionId());
                    refused++;
                } else {
                    chains.forEach(chain -> chain.accept(row));
                    count++;
                }
                if (context.isInterrupted()) {
                    throw new IllegalStateException("Cannot finish task " + task + ", it was cancelled");
                }
            }
            Report report = report(writers, count, refused, dead);
            Failpoint.TASK_WRITTEN.reached();
            complete = true;
            return report;
        } finally {
            if (!complete) {
                writers.forEach(ResultWriter::abort);
                dead.abort();
            }
        }
    }

    /** A rejected row is a dead letter without a record, as one that an index does not take: it is that of no output. */
    private void refuse(InternalRow rejected, DeadLetterWriter dead, int partition) {
        dead.writeResult(
                ResultDocuments.VIEW + identity.query(),
                partition,
                identity.batch(),
                rejected.getUTF8String(2).getBytes(),
                rejected.getUTF8String(3).getBytes(),
                DeadLetterColumns.VIEW,
                new Rejection(
                        rejected.getUTF8String(0).toString(),
                        rejected.getUTF8String(1).toString()),
                null);
    }

    private ResultWriter writer(Target target, String task, DeadLetterWriter dead, int partition) {
        if (target instanceof ToIndex index) {
            BulkWriter bulk = new BulkWriter(index.index, index.index.ofBatch(identity.batch()));
            return new ResultDocuments(index, bulk, dead, identity, BatchSpec.instant(startedMicros), partition);
        }
        return new TableRows(((ToTable) target).writers.create(identity, run, task));
    }

    private Report report(List<ResultWriter> writers, long count, long refused, DeadLetterWriter dead) {
        Map<String, Long> written = new LinkedHashMap<>();
        Map<String, Long> rejected = new LinkedHashMap<>();
        Map<String, List<String>> files = new LinkedHashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            String output = targets.get(i).output();
            files.put(output, writers.get(i).complete());
            rejected.put(output, writers.get(i).rejected());
            written.put(output, count - writers.get(i).rejected());
        }
        return new Report(written, rejected, refused, files, dead.complete());
    }

    private static final class TableRows implements ResultWriter {

        private final RowWriter writer;

        TableRows(RowWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(InternalRow row) {
            writer.write(row, InternalRow.empty());
        }

        @Override
        public List<String> complete() {
            return writer.complete();
        }

        @Override
        public long rejected() {
            return 0;
        }

        @Override
        public void abort() {
            writer.abort();
        }
    }
}
