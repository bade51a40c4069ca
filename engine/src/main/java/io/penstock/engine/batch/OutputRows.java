package io.penstock.engine.batch;

import io.penstock.engine.batch.BatchSpec.OutputTask;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Turns a decoded row into the rows of one output and writes them, all of a record's or none: a view that fails at the third
 * of five rows has written nothing.
 */
final class OutputRows {

    private final OutputWriter writer;
    private final Consumer<InternalRow> steps;
    private final List<InternalRow> rows = new ArrayList<>();

    OutputRows(OutputTask output, OutputWriter writer, int partition) {
        this.writer = writer;
        // rows of a record that makes one are written before the next is computed, so they need no copy
        this.steps = new StepChain(output.steps(), partition)
                .into(output.multiplies() ? row -> rows.add(row.copy()) : rows::add);
    }

    /**
     * Computes and writes the rows of a record.
     *
     * @return how many rows it made
     * @throws ViewFailedException when the view cannot be computed for it; nothing is written then
     * @throws OutputWriter.RefusedRowException when the output does not take them; nothing is written then
     */
    int write(InternalRow decoded, InternalRow kafka) {
        rows.clear();
        try {
            steps.accept(decoded);
        } catch (Exception e) { // Spark's expressions throw checked exceptions, too, without declaring them
            throw new ViewFailedException(e);
        }
        if (!rows.isEmpty()) {
            writer.write(rows, kafka);
        }
        return rows.size();
    }

    OutputWriter writer() {
        return writer;
    }

    /** An expression failed for this record; the cause says why. */
    static final class ViewFailedException extends RuntimeException {

        ViewFailedException(Exception cause) {
            super(cause);
        }
    }
}
