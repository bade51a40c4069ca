package io.penstock.engine.batch;

import io.penstock.engine.batch.BatchSpec.OutputTask;
import io.penstock.engine.batch.OutputWriter.RefusedRowException;
import io.penstock.source.Envelope;
import io.penstock.source.RecordBatch;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/**
 * An output that is computed record by record. All rows of a record are written or none: a view that fails at the third of five
 * rows has written nothing.
 */
final class RowOutput implements Output {

    private final RecordRows rows;
    private final OutputWriter writer;

    RowOutput(OutputTask output, OutputWriter writer, int partition) {
        this.rows = new RecordRows(output, partition);
        this.writer = writer;
    }

    @Override
    public void write(RecordBatch batch, int[] records, int count, Outcome outcome) {
        ColumnarBatchRow decoded = new ColumnarBatchRow(batch.decoded());
        int used = 0;
        int filtered = 0;
        long written = 0;
        for (int i = 0; i < count; i++) {
            List<InternalRow> computed = rows.of(batch, decoded, records[i], outcome);
            if (computed == null) {
                continue;
            }
            if (computed.isEmpty()) {
                filtered++;
                continue;
            }
            Envelope record = batch.record(records[i]);
            try {
                writer.write(computed, record);
                used++;
                written += computed.size();
            } catch (RefusedRowException e) {
                outcome.refused(records[i], record, DeadLetterColumns.OUTPUT, e.rejection());
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
