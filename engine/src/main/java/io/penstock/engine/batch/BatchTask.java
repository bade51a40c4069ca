package io.penstock.engine.batch;

import io.penstock.engine.commit.Failpoint;
import io.penstock.source.RecordBatch;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The work of one task: its records to files, in one pass. A task that fails deletes its files; one that is killed leaves them
 * to the clean-up of the batch.
 */
public final class BatchTask implements Serializable {

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
        BatchTask task = new BatchTask(spec);
        SparkPlan columnar = ColumnarPlan.find(records);
        if (columnar != null) {
            return java(columnar.executeColumnar(), ColumnarBatch.class)
                    .mapPartitions(task::ofColumns)
                    .collect();
        }
        return java(records.execute(), InternalRow.class)
                .mapPartitions(task::ofRows)
                .collect();
    }

    private static <T> JavaRDD<T> java(RDD<T> rdd, Class<T> type) {
        ClassTag<T> tag = ClassTag$.MODULE$.apply(type);
        return new JavaRDD<>(rdd, tag);
    }

    private Iterator<TaskResult> ofColumns(Iterator<ColumnarBatch> batches) {
        return run(new Iterator<>() {

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

    private Iterator<TaskResult> ofRows(Iterator<InternalRow> rows) {
        try (RowBatches batches = new RowBatches(rows, spec.schema())) {
            return run(batches);
        }
    }

    private Iterator<TaskResult> run(Iterator<RecordBatch> batches) {
        TaskContext context = TaskContext.get();
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
            return List.of(result).iterator();
        } finally {
            if (!complete) {
                router.abort();
            }
        }
    }
}
