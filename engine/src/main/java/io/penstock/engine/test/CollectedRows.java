package io.penstock.engine.test;

import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.RowWriter;
import io.penstock.sinks.RowWriterFactory;
import io.penstock.sinks.TextGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * Takes the rows of tasks where a table would.
 *
 * @param collected handle of a {@link Collected}
 * @param what what they count as
 * @param guard says what the table could not hold; nothing where it holds all
 */
record CollectedRows(String collected, String what, StructType columns, @Nullable TextGuard guard)
        implements RowWriterFactory {

    @Override
    public RowWriter create(BatchIdentity identity, String run, String task) {
        String file = CollectedTable.file(what, identity, run, task);
        return new Writer(Collected.find(collected), file, columns, guard);
    }

    private static final class Writer implements RowWriter {

        private final Collected collected;
        private final String name;
        private final StructType columns;
        private final @Nullable TextGuard guard;
        private final List<Map<String, @Nullable Object>> rows = new ArrayList<>();

        Writer(Collected collected, String name, StructType columns, @Nullable TextGuard guard) {
            this.collected = collected;
            this.name = name;
            this.columns = columns;
            this.guard = guard;
        }

        @Override
        public @Nullable String refusal(InternalRow row) {
            return guard == null ? null : guard.refusal(row);
        }

        @Override
        public void write(InternalRow row, InternalRow lineage) {
            rows.add(PlainRows.of(row, columns));
        }

        @Override
        @SuppressWarnings("resource") // the vectors are the caller's
        public void write(ColumnVector[] vectors, int[] indexes, int count) {
            ColumnarBatch batch = new ColumnarBatch(vectors);
            for (int i = 0; i < count; i++) {
                batch.setNumRows(indexes[i] + 1);
                rows.add(PlainRows.of(batch.getRow(indexes[i]), columns));
            }
        }

        @Override
        public List<String> complete() {
            collected.written(name, rows);
            return List.of(name);
        }

        @Override
        public void abort() {
            rows.clear();
        }
    }
}
