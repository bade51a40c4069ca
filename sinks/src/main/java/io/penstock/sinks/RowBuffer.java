package io.penstock.sinks;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.RowToColumnConverter;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;

/** Rows that came one by one, as columns. */
final class RowBuffer {

    private static final int CAPACITY = 1_000;

    private final RowToColumnConverter converter;
    private final WritableColumnVector[] columns;
    private final int[] all = new int[CAPACITY];
    private int size;

    RowBuffer(StructType schema) {
        this.converter = new RowToColumnConverter(schema);
        this.columns = OnHeapColumnVector.allocateColumns(CAPACITY, schema);
        for (int i = 0; i < CAPACITY; i++) {
            all[i] = i;
        }
    }

    /** Copies a row. @return whether no other one fits */
    boolean add(InternalRow row) {
        converter.convert(row, columns);
        return ++size == CAPACITY;
    }

    ColumnVector[] columns() {
        return columns;
    }

    /** Indexes of the rows, those before {@link #size} count. */
    int[] rows() {
        return all;
    }

    int size() {
        return size;
    }

    void clear() {
        for (WritableColumnVector column : columns) {
            column.reset();
        }
        size = 0;
    }
}
