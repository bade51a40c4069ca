package io.penstock.sinks;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/**
 * Shows columns as rows, one at a time.
 *
 * <p>Each row is a copy: a {@link ColumnarBatchRow} itself does not say of a value that it is NULL where somebody asks for it by its
 * type, as writers of files do.
 */
final class ColumnRows {

    private final UnsafeProjection copy;
    private ColumnarBatchRow row = new ColumnarBatchRow(new ColumnVector[0]);

    ColumnRows(StructType schema) {
        this.copy = UnsafeProjection.create(schema);
    }

    ColumnRows of(ColumnVector[] columns) {
        row = new ColumnarBatchRow(columns);
        return this;
    }

    /** The row at an index, until the next one is asked for. */
    InternalRow row(int index) {
        row.rowId = index;
        return copy.apply(row);
    }
}
