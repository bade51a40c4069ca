package io.penstock.engine.batch;

import io.penstock.engine.commit.Failpoint;
import io.penstock.engine.plan.Step;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.RowWriter;
import io.penstock.sinks.RowWriterFactory;
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

    /**
     * An output.
     *
     * @param steps from a row of the view to one of the table
     */
    public record Target(String output, List<Step> steps, RowWriterFactory writers) implements Serializable {

        public Target {
            steps = List.copyOf(steps);
        }
    }

    /**
     * What a task wrote.
     *
     * @param rows rows by output
     * @param files files by output
     */
    public record Report(Map<String, Long> rows, Map<String, List<String>> files) implements Serializable {}

    private final BatchIdentity identity;
    private final String run;
    private final List<Target> targets;

    private ResultTask(BatchIdentity identity, String run, List<Target> targets) {
        this.identity = identity;
        this.run = run;
        this.targets = List.copyOf(targets);
    }

    /**
     * Computes the rows as a Spark job and writes them.
     *
     * @param rows the view's plan of the batch
     * @param run id of the driver's run
     * @return one report a task
     */
    public static List<Report> run(SparkPlan rows, BatchIdentity identity, String run, List<Target> targets) {
        RDD<InternalRow> computed = rows.execute();
        Object reports = computed.sparkContext()
                .runJob(computed, new ResultTask(identity, run, targets), ClassTag$.MODULE$.apply(Report.class));
        return List.of((Report[]) reports);
    }

    @Override
    public Report apply(TaskContext context, Iterator<InternalRow> rows) {
        String task = "out-" + context.partitionId() + "-" + context.taskAttemptId();
        List<RowWriter> writers = new ArrayList<>();
        boolean complete = false;
        try {
            List<Consumer<InternalRow>> chains = new ArrayList<>();
            for (Target target : targets) {
                RowWriter writer = target.writers.create(identity, run, task);
                writers.add(writer);
                chains.add(new StepChain(target.steps, context.partitionId())
                        .into(row -> writer.write(row, InternalRow.empty())));
            }
            long count = 0;
            while (rows.hasNext()) {
                InternalRow row = rows.next();
                chains.forEach(chain -> chain.accept(row));
                count++;
                if (context.isInterrupted()) {
                    throw new IllegalStateException("Cannot finish task " + task + ", it was cancelled");
                }
            }
            Map<String, Long> written = new LinkedHashMap<>();
            Map<String, List<String>> files = new LinkedHashMap<>();
            for (int i = 0; i < targets.size(); i++) {
                written.put(targets.get(i).output, count);
                files.put(targets.get(i).output, writers.get(i).complete());
            }
            Failpoint.TASK_WRITTEN.reached();
            complete = true;
            return new Report(written, files);
        } finally {
            if (!complete) {
                writers.forEach(RowWriter::abort);
            }
        }
    }
}
