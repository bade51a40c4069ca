package io.penstock.source.kafka;

import io.penstock.source.RecordBatch;
import io.penstock.source.RecordSchema;
import java.io.IOException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.kafka010.KafkaBatchInputPartition;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/**
 * Gives the rows of a range that pass a filter. Every record of the range meets the filter, also where the query needs no more of
 * its rows: a join may know early that it has no match, the account has to know each record.
 */
public final class FilteredReader implements PartitionReader<InternalRow> {

    private final PartitionReader<ColumnarBatch> records;
    private final RowFilter filter;
    private final int[] passed = new int[RecordBatch.CAPACITY];
    private final ColumnarBatchRow row;
    private int count;
    private int next;
    private boolean complete;

    /** @param records gives {@link RecordBatch}es */
    public FilteredReader(PartitionReader<ColumnarBatch> records, RowFilter filter) {
        this.filter = filter;
        this.records = records;
        this.row = new ColumnarBatchRow(((RecordBatch) records.get()).decoded());
    }

    @Override
    public boolean next() throws IOException {
        while (next == count) {
            if (complete || !advance()) {
                return false;
            }
        }
        row.rowId = passed[next++];
        return true;
    }

    private boolean advance() throws IOException {
        next = 0;
        count = 0;
        if (!records.next()) {
            filter.complete();
            complete = true;
            return false;
        }
        count = filter.pass((RecordBatch) records.get(), passed);
        return true;
    }

    @Override
    public InternalRow get() {
        return row;
    }

    @Override
    public void close() throws IOException {
        TaskContext task = TaskContext.get();
        boolean ended = false;
        try {
            if (!task.isFailed() && !task.isInterrupted()) {
                while (!complete && advance()) {
                    // what nobody asked for is accounted for
                }
                ended = true;
            }
        } finally {
            if (!ended) {
                filter.abort();
            }
            records.close();
        }
    }

    /** @param schema how records become rows @param filters makes the filter of a task */
    record Factory(RecordSchema schema, RowFilter.Factory filters) implements PartitionReaderFactory {

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            KafkaBatchInputPartition range = (KafkaBatchInputPartition) partition;
            RowFilter filter = filters.create(
                    range.offsetRange().topicPartition(),
                    range.offsetRange().fromOffset(),
                    range.offsetRange().untilOffset());
            return new FilteredReader(new RecordBatchReader(range, schema), filter);
        }
    }
}
