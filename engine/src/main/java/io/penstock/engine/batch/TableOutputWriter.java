package io.penstock.engine.batch;

import io.penstock.engine.batch.BatchSpec.OutputTask;
import io.penstock.sinks.RowWriter;
import io.penstock.source.Envelope;
import io.penstock.source.Rejection;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;

/** Writes rows with their lineage into files of a table. */
final class TableOutputWriter implements OutputWriter {

    private static final int LINEAGE_COLUMNS = 3;

    private final String output;
    private final RowWriter writer;
    private final boolean multiplies;
    private final GenericInternalRow lineage;

    TableOutputWriter(OutputTask output, RowWriter writer) {
        this.output = output.name();
        this.writer = writer;
        this.multiplies = output.multiplies();
        this.lineage = new GenericInternalRow(multiplies ? LINEAGE_COLUMNS + 1 : LINEAGE_COLUMNS);
    }

    @Override
    public void write(List<InternalRow> rows, Envelope record) {
        for (InternalRow row : rows) {
            String refusal = writer.refusal(row);
            if (refusal != null) {
                throw new RefusedRowException(new Rejection(output, refusal));
            }
        }
        lineage.update(0, record.topic());
        lineage.update(1, record.partition());
        lineage.update(2, record.offset());
        for (int i = 0; i < rows.size(); i++) {
            if (multiplies) {
                lineage.update(LINEAGE_COLUMNS, i);
            }
            writer.write(rows.get(i), lineage);
        }
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
