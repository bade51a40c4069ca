package io.penstock.engine.batch;

import io.penstock.source.RecordBatch;
import io.penstock.source.RecordSchema;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/** Makes batches of the records that come as rows of {@link KafkaColumns}. Not thread-safe. */
final class RowBatches implements Iterator<RecordBatch>, AutoCloseable {

    private static final int ROWS = 1024; // copies of so many are held

    private static final long BYTES = 8L << 20; // of rows in Spark's own format, which both sources give

    private final Iterator<InternalRow> rows;
    private final List<InternalRow> collected = new ArrayList<>(ROWS);
    private final RowRecords records = new RowRecords(collected);
    private final RecordBatch batch;
    private @Nullable InternalRow ahead;

    RowBatches(Iterator<InternalRow> rows, RecordSchema schema) {
        this.rows = rows;
        this.batch = RecordBatch.create(schema, ROWS);
    }

    @Override
    public boolean hasNext() {
        return ahead != null || rows.hasNext();
    }

    @Override
    public RecordBatch next() {
        collected.clear();
        long bytes = 0;
        InternalRow row = ahead != null ? ahead : copyOfNext();
        ahead = null;
        while (row != null) {
            if (collected.size() == ROWS || bytes >= BYTES || isOfAnotherPartition(row)) {
                ahead = row;
                break;
            }
            collected.add(row);
            bytes += row instanceof UnsafeRow unsafe ? unsafe.getSizeInBytes() : 0;
            row = copyOfNext();
        }
        if (collected.isEmpty()) {
            throw new NoSuchElementException("no records are left");
        }
        batch.decode(records);
        return batch;
    }

    private @Nullable InternalRow copyOfNext() {
        return rows.hasNext() ? rows.next().copy() : null;
    }

    private boolean isOfAnotherPartition(InternalRow row) {
        return !collected.isEmpty()
                && (row.getInt(KafkaColumns.PARTITION) != collected.get(0).getInt(KafkaColumns.PARTITION)
                        || !row.getUTF8String(KafkaColumns.TOPIC)
                                .equals(collected.get(0).getUTF8String(KafkaColumns.TOPIC)));
    }

    @Override
    public void close() {
        batch.close();
    }
}
