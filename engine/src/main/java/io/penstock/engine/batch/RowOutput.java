package io.penstock.engine.batch;

import io.penstock.engine.batch.BatchSpec.OutputTask;
import io.penstock.engine.batch.OutputWriter.RefusedRowException;
import io.penstock.engine.plan.SparkMessages;
import io.penstock.source.RecordBatch;
import io.penstock.source.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/**
 * An output that is computed record by record. All rows of a record are written or none: a view that fails at the third of five
 * rows has written nothing.
 */
final class RowOutput implements Output {

    private final String view;
    private final OutputWriter writer;
    private final Consumer<InternalRow> steps;
    private final List<InternalRow> rows = new ArrayList<>();

    RowOutput(OutputTask output, OutputWriter writer, int partition) {
        this.view = output.view();
        this.writer = writer;
        // rows of a record that makes one are written before the next is computed, so they need no copy
        this.steps = new StepChain(output.steps(), partition)
                .into(output.multiplies() ? row -> rows.add(row.copy()) : rows::add);
    }

    @Override
    public void write(RecordBatch batch, int[] records, int count, Outcome outcome) {
        ColumnarBatchRow decoded = new ColumnarBatchRow(batch.decoded());
        int used = 0;
        int filtered = 0;
        long written = 0;
        for (int i = 0; i < count; i++) {
            decoded.rowId = records[i];
            rows.clear();
            try {
                steps.accept(decoded);
            } catch (Exception e) { // Spark's expressions throw checked exceptions, too, without declaring them
                Rejection why = new Rejection(view, SparkMessages.firstLine(e));
                outcome.refused(records[i], DeadLetterColumns.VIEW, why);
                continue;
            }
            if (rows.isEmpty()) {
                filtered++;
                continue;
            }
            try {
                writer.write(rows, batch.record(records[i]));
                used++;
                written += rows.size();
            } catch (RefusedRowException e) {
                outcome.refused(records[i], DeadLetterColumns.OUTPUT, e.rejection());
            }
        }
        outcome.used(used, written);
        outcome.filtered(filtered);
    }

    @Override
    public List<String> complete() {
        return writer.complete();
    }

    @Override
    public void abort() {
        writer.abort();
    }
}
