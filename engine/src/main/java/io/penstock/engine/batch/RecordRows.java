package io.penstock.engine.batch;

import io.penstock.engine.batch.BatchSpec.OutputTask;
import io.penstock.engine.plan.SparkMessages;
import io.penstock.source.RecordBatch;
import io.penstock.source.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.jspecify.annotations.Nullable;

/** Computes the rows that an output makes of each record: all of them, or none where one cannot be computed. Not thread-safe. */
final class RecordRows {

    private final String view;
    private final Consumer<InternalRow> steps;
    private final List<InternalRow> rows = new ArrayList<>();

    RecordRows(OutputTask output, int partition) {
        this.view = output.view();
        // rows of a record that makes one are written before the next is computed, so they need no copy
        this.steps = new StepChain(output.steps(), partition)
                .into(output.multiplies() ? row -> rows.add(row.copy()) : rows::add);
    }

    /**
     * The rows of a record, which hold until the next call.
     *
     * @param decoded a row over the batch's columns
     * @return nothing when they cannot be computed, which the outcome is told
     */
    @Nullable
    List<InternalRow> of(RecordBatch batch, ColumnarBatchRow decoded, int record, Output.Outcome outcome) {
        decoded.rowId = record;
        rows.clear();
        try {
            steps.accept(decoded);
        } catch (Exception e) { // Spark's expressions throw checked exceptions, too, without declaring them
            Rejection why = new Rejection(view, SparkMessages.firstLine(e));
            outcome.refused(record, batch.record(record), DeadLetterColumns.VIEW, why);
            return null;
        }
        return rows;
    }
}
