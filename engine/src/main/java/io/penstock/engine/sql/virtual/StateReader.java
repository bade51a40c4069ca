package io.penstock.engine.sql.virtual;

import io.penstock.engine.batch.StepChain;
import io.penstock.engine.plan.Step;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Makes rows of what Spark's source of states reads of one partition. Not thread-safe. */
final class StateReader implements PartitionReader<InternalRow> {

    private static final int KEY = 0; // of what Spark's source gives
    private static final int VALUE = 1;

    /** What a row is made of key and value. */
    sealed interface Layout extends Serializable {

        /** @param scan which one the rows come from */
        Consumer<InternalRow> into(int scan, Consumer<InternalRow> rows);

        /**
         * The rows of a view that ends with an aggregation, as they would be if each group ended now.
         *
         * @param keyColumns how many the key has
         * @param valueColumns how many the value has
         * @param inValue whether the value has the key's columns, too, and stands for both
         */
        record Groups(List<Step> steps, int keyColumns, int valueColumns, boolean inValue) implements Layout {

            @Override
            public Consumer<InternalRow> into(int scan, Consumer<InternalRow> rows) {
                Consumer<InternalRow> chain = new StepChain(steps, 0).into(row -> rows.accept(row.copy()));
                JoinedRow joined = new JoinedRow();
                return stored -> {
                    InternalRow value = stored.getStruct(VALUE, valueColumns);
                    chain.accept(inValue ? value : joined.apply(stored.getStruct(KEY, keyColumns), value));
                };
            }
        }

        /**
         * The rows of a join that wait for partners: which side they came from, and the row below the name of that side.
         *
         * @param leftColumns how many a row of the left side has
         * @param rightColumns how many one of the right side has
         */
        record Sides(int leftColumns, int rightColumns) implements Layout {

            @Override
            public Consumer<InternalRow> into(int scan, Consumer<InternalRow> rows) {
                boolean left = scan == 0;
                UTF8String side = UTF8String.fromString(left ? "left" : "right");
                int columns = left ? leftColumns : rightColumns;
                return stored -> {
                    InternalRow value = stored.getStruct(VALUE, columns).copy();
                    rows.accept(new GenericInternalRow(new Object[] {side, left ? value : null, left ? null : value}));
                };
            }
        }

        /** Key and value as they are. */
        record Raw(int keyColumns, int valueColumns) implements Layout {

            @Override
            public Consumer<InternalRow> into(int scan, Consumer<InternalRow> rows) {
                return stored -> rows.accept(new GenericInternalRow(new Object[] {
                    stored.getStruct(KEY, keyColumns).copy(),
                    stored.getStruct(VALUE, valueColumns).copy()
                }));
            }
        }
    }

    private final PartitionReader<InternalRow> stored;
    private final Consumer<InternalRow> layout;
    private final Queue<InternalRow> rows = new ArrayDeque<>();
    private long left;
    private @Nullable InternalRow row;

    /** @param most how many rows of the state are read */
    StateReader(PartitionReader<InternalRow> stored, Layout layout, int scan, long most) {
        this.stored = stored;
        this.layout = layout.into(scan, rows::add);
        this.left = most;
    }

    @Override
    public boolean next() throws IOException {
        while (rows.isEmpty() && left > 0 && stored.next()) {
            left--;
            layout.accept(stored.get());
        }
        row = rows.poll();
        return row != null;
    }

    @Override
    public InternalRow get() {
        if (row == null) {
            throw new IllegalStateException("Cannot give a row, there is none");
        }
        return row;
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }
}
