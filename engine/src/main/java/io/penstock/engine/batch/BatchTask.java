package io.penstock.engine.batch;

import io.penstock.engine.commit.Failpoint;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.reflect.ClassTag$;

/**
 * The work of one task: its records to files, in one pass. A task that fails deletes its files; one that is killed leaves them
 * to the clean-up of the batch.
 */
public final class BatchTask implements FlatMapFunction<Iterator<InternalRow>, TaskResult> {

    private static final int RECORDS_BETWEEN_INTERRUPT_CHECKS = 1_000;

    private final BatchSpec spec;

    private BatchTask(BatchSpec spec) {
        this.spec = spec;
    }

    /** Runs the batch as a Spark job. @return one result a task */
    public static List<TaskResult> run(RDD<InternalRow> records, BatchSpec spec) {
        return new JavaRDD<>(records, ClassTag$.MODULE$.<InternalRow>apply(InternalRow.class))
                .mapPartitions(new BatchTask(spec))
                .collect();
    }

    @Override
    public Iterator<TaskResult> call(Iterator<InternalRow> records) {
        TaskContext context = TaskContext.get();
        String task = context.partitionId() + "-" + context.taskAttemptId();
        RecordRouter router = new RecordRouter(spec, task, context.partitionId());
        boolean complete = false;
        try {
            for (long n = 0; records.hasNext(); n++) {
                router.route(records.next());
                if (n % RECORDS_BETWEEN_INTERRUPT_CHECKS == 0 && context.isInterrupted()) {
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
            router.close();
        }
    }
}
