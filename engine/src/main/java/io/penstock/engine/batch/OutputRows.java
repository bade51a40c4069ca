package io.penstock.engine.batch;

import io.penstock.engine.batch.BatchSpec.OutputTask;
import io.penstock.sinks.RowWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;

/**
 * Turns a decoded row into the rows of one output and writes them, all of a record's or none: a view that fails at the third
 * of five rows has written nothing.
 */
final class OutputRows {

    private static final int LINEAGE_COLUMNS = 3;

    private final RowWriter writer;
    private final boolean multiplies;
    private final Consumer<InternalRow> steps;
    private final List<InternalRow> rows = new ArrayList<>();
    private final GenericInternalRow lineage;

    OutputRows(OutputTask output, RowWriter writer, int partition) {
        this.writer = writer;
        this.multiplies = output.multiplies();
        this.lineage = new GenericInternalRow(multiplies ? LINEAGE_COLUMNS + 1 : LINEAGE_COLUMNS);
        // rows of a record that makes one are written before the next is computed, so they need no copy
        this.steps =
                new StepChain(output.steps(), partition).into(multiplies ? row -> rows.add(row.copy()) : rows::add);
    }

    /**
     * Computes and writes the rows of a record.
     *
     * @return how many rows it made
     * @throws ViewFailedException when the view cannot be computed for it; nothing is written then
     * @throws RowRefusedException when the table cannot hold one of its rows; nothing is written then
     */
    int write(InternalRow decoded, InternalRow kafka) {
        rows.clear();
        try {
            steps.accept(decoded);
        } catch (Exception e) { // Spark's expressions throw checked exceptions, too, without declaring them
            throw new ViewFailedException(e);
        }
        if (rows.isEmpty()) {
            return 0;
        }
        for (InternalRow row : rows) {
            String refusal = writer.refusal(row);
            if (refusal != null) {
                throw new RowRefusedException(refusal);
            }
        }
        lineage.update(0, kafka.getUTF8String(KafkaColumns.TOPIC));
        lineage.update(1, kafka.getInt(KafkaColumns.PARTITION));
        lineage.update(2, kafka.getLong(KafkaColumns.OFFSET));
        for (int i = 0; i < rows.size(); i++) {
            if (multiplies) {
                lineage.update(LINEAGE_COLUMNS, i);
            }
            writer.write(rows.get(i), lineage);
        }
        return rows.size();
    }

    RowWriter writer() {
        return writer;
    }

    /** The table cannot hold a row of this record; the message says why. */
    static final class RowRefusedException extends RuntimeException {

        RowRefusedException(String why) {
            super(why);
        }
    }

    /** An expression failed for this record; the cause says why. */
    static final class ViewFailedException extends RuntimeException {

        ViewFailedException(Exception cause) {
            super(cause);
        }
    }
}
