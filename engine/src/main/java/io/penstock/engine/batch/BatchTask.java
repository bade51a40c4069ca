package io.penstock.engine.batch;

import io.penstock.engine.commit.Failpoint;
import io.penstock.source.RecordBatch;
import io.penstock.source.RecordSchema;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * The work of one task: its records to files, in one pass. A task that fails deletes its files; one that is killed leaves them
 * to the clean-up of the batch.
 *
 * <p>A function with a class of its own, no lambda: Spark looks through the byte code of each lambda, and of all of the class that
 * it stands in, for what it may not send to another process; with {@code mapPartitions} and {@code collect} that is the code of
 * {@code RDD} and {@code SparkContext}, for each batch anew.
 *
 * @param <T> what Spark's plan gives
 */
public abstract class BatchTask<T> extends AbstractFunction2<TaskContext, scala.collection.Iterator<T>, TaskResult>
        implements Serializable {

    private final BatchSpec spec;

    private BatchTask(BatchSpec spec) {
        this.spec = spec;
    }

    /**
     * Runs the batch as a Spark job.
     *
     * @param records a plan that gives {@link RecordBatch}es, or rows of {@link KafkaColumns}
     * @return one result a task
     */
    public static List<TaskResult> run(SparkPlan records, BatchSpec spec) {
        SparkPlan columnar = ColumnarPlan.find(records);
        return columnar != null
                ? new OfColumns(spec).collect(columnar.executeColumnar())
                : new OfRows(spec).collect(records.execute());
    }

    final List<TaskResult> collect(RDD<T> records) {
        ClassTag<TaskResult> type = ClassTag$.MODULE$.apply(TaskResult.class);
        return List.of((TaskResult[]) records.sparkContext().runJob(records, this, type));
    }

    @Override
    public TaskResult apply(TaskContext context, scala.collection.Iterator<T> records) {
        return run(context, CollectionConverters.asJava(records));
    }

    abstract TaskResult run(TaskContext context, Iterator<T> records);

    private static final class OfColumns extends BatchTask<ColumnarBatch> {

        OfColumns(BatchSpec spec) {
            super(spec);
        }

        @Override
        TaskResult run(TaskContext context, Iterator<ColumnarBatch> batches) {
            return route(context, new Iterator<>() {

                @Override
                public boolean hasNext() {
                    return batches.hasNext();
                }

                @Override
                public RecordBatch next() {
                    return (RecordBatch) batches.next();
                }
            });
        }
    }

    private static final class OfRows extends BatchTask<InternalRow> {

        OfRows(BatchSpec spec) {
            super(spec);
        }

        @Override
        TaskResult run(TaskContext context, Iterator<InternalRow> rows) {
            try (RowBatches batches = new RowBatches(rows, schema())) {
                return route(context, batches);
            }
        }
    }

    final RecordSchema schema() {
        return spec.schema();
    }

    final TaskResult route(TaskContext context, Iterator<RecordBatch> batches) {
        String task = context.partitionId() + "-" + context.taskAttemptId();
        RecordRouter router = new RecordRouter(spec, task, context.partitionId());
        boolean complete = false;
        try {
            while (batches.hasNext()) {
                router.route(batches.next());
                if (context.isInterrupted()) {
                    throw new IllegalStateException("Cannot finish task " + task + ", it was cancelled");
                }
            }
            TaskResult result = router.complete();
            Failpoint.TASK_WRITTEN.reached();
            complete = true;
            return result;
        } finally {
            if (!complete) {
                router.abort();
            }
        }
    }
}
