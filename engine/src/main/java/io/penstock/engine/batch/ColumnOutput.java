package io.penstock.engine.batch;

import io.penstock.engine.plan.SparkMessages;
import io.penstock.sinks.RowWriter;
import io.penstock.source.RecordBatch;
import io.penstock.source.Rejection;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Predicate$;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/** A table that takes columns as they were decoded: they go to its files without a detour over rows. */
final class ColumnOutput implements Output {

    private final String output;
    private final String view;
    private final int[] columns;
    private final List<BasePredicate> conditions = new ArrayList<>();
    private final RowWriter writer;
    private final int[] taken = new int[RecordBatch.CAPACITY];

    ColumnOutput(String output, String view, ColumnSteps steps, RowWriter writer, int partition) {
        this.output = output;
        this.view = view;
        this.columns = steps.columns();
        this.writer = writer;
        for (Expression condition : steps.conditions()) {
            BasePredicate predicate = Predicate$.MODULE$.create(condition);
            predicate.initialize(partition);
            conditions.add(predicate);
        }
    }

    @Override
    public void write(RecordBatch batch, int[] rows, int count, Outcome outcome) {
        if (count == 0) {
            return;
        }
        int[] chosen = rows;
        int chosenCount = count;
        if (!conditions.isEmpty()) {
            chosenCount = filter(batch, rows, count, outcome);
            chosen = taken;
        }
        ColumnVector[] vectors = vectors(batch);
        int accepted = accepted(batch, vectors, chosen, chosenCount, outcome);
        if (accepted > 0) {
            writer.write(vectors, taken, accepted);
            outcome.used(accepted, accepted);
        }
    }

    private ColumnVector[] vectors(RecordBatch batch) {
        ColumnVector[] lineage = batch.lineage();
        ColumnVector[] vectors = new ColumnVector[columns.length + lineage.length];
        for (int i = 0; i < columns.length; i++) {
            vectors[i] = batch.decoded()[columns[i]];
        }
        System.arraycopy(lineage, 0, vectors, columns.length, lineage.length);
        return vectors;
    }

    private int filter(RecordBatch batch, int[] rows, int count, Outcome outcome) {
        ColumnarBatchRow decoded = new ColumnarBatchRow(batch.decoded());
        int passed = 0;
        int filtered = 0;
        for (int i = 0; i < count; i++) {
            decoded.rowId = rows[i];
            try {
                if (passes(decoded)) {
                    taken[passed++] = rows[i];
                } else {
                    filtered++;
                }
            } catch (Exception e) { // Spark's expressions throw checked exceptions, too, without declaring them
                Rejection why = new Rejection(view, SparkMessages.firstLine(e));
                outcome.refused(rows[i], batch.record(rows[i]), DeadLetterColumns.VIEW, why);
            }
        }
        outcome.filtered(filtered);
        return passed;
    }

    private boolean passes(ColumnarBatchRow decoded) {
        for (BasePredicate condition : conditions) {
            if (!condition.eval(decoded)) {
                return false;
            }
        }
        return true;
    }

    private int accepted(RecordBatch batch, ColumnVector[] vectors, int[] rows, int count, Outcome outcome) {
        ColumnarBatchRow row = new ColumnarBatchRow(vectors);
        int accepted = 0;
        for (int i = 0; i < count; i++) {
            row.rowId = rows[i];
            String refusal = writer.refusal(row);
            if (refusal == null) {
                taken[accepted++] = rows[i];
            } else {
                outcome.refused(
                        rows[i], batch.record(rows[i]), DeadLetterColumns.OUTPUT, new Rejection(output, refusal));
            }
        }
        return accepted;
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
