package io.penstock.sinks.parquet;

import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.vectorized.ColumnVector;

/** Reads integers, days, microseconds and decimals of up to 18 digits from vectors; a loop for each kind, without a choice inside. */
final class WholeNumbers {

    private WholeNumbers() {}

    /**
     * Reads the values of rows, none of them NULL.
     *
     * @param width bytes of a number where the vector's type leaves a choice, 4 or 8
     * @param numbers takes the values, from the first place on
     */
    static void load(ColumnVector vector, int width, int[] rows, int from, int count, long[] numbers) {
        DataType type = vector.dataType();
        if (type instanceof DecimalType decimal
                && !(vector instanceof WritableColumnVector || vector instanceof ConstantColumnVector)) {
            loadDecimals(vector, decimal, rows, from, count, numbers);
        } else if (type instanceof ByteType) {
            for (int i = 0; i < count; i++) {
                numbers[i] = vector.getByte(rows[from + i]);
            }
        } else if (type instanceof ShortType) {
            for (int i = 0; i < count; i++) {
                numbers[i] = vector.getShort(rows[from + i]);
            }
        } else if (width == Long.BYTES) {
            loadLongs(vector, rows, from, count, numbers);
        } else {
            loadInts(vector, rows, from, count, numbers);
        }
    }

    private static void loadLongs(ColumnVector vector, int[] rows, int from, int count, long[] numbers) {
        if (vector instanceof OnHeapColumnVector heap) { // its own loop, which the compiler can see through
            for (int i = 0; i < count; i++) {
                numbers[i] = heap.getLong(rows[from + i]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                numbers[i] = vector.getLong(rows[from + i]);
            }
        }
    }

    private static void loadInts(ColumnVector vector, int[] rows, int from, int count, long[] numbers) {
        if (vector instanceof OnHeapColumnVector heap) {
            for (int i = 0; i < count; i++) {
                numbers[i] = heap.getInt(rows[from + i]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                numbers[i] = vector.getInt(rows[from + i]);
            }
        }
    }

    private static void loadDecimals(
            ColumnVector vector, DecimalType type, int[] rows, int from, int count, long[] numbers) {
        for (int i = 0; i < count; i++) {
            numbers[i] = vector.getDecimal(rows[from + i], type.precision(), type.scale())
                    .toUnscaledLong();
        }
    }
}
