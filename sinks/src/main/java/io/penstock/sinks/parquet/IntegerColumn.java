package io.penstock.sinks.parquet;

import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.vectorized.ColumnVector;

/** A column of whole numbers: integers, days, microseconds, and decimals of up to 18 digits. */
final class IntegerColumn extends NumberColumn {

    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;

    IntegerColumn(ColumnDescriptor column, ParquetSettings settings, PageBytes page, int width) {
        super(column, settings, page, width);
    }

    @Override
    void load(ColumnVector vector, int[] rows, int from, int count) {
        DataType type = vector.dataType();
        if (type instanceof DecimalType decimal
                && !(vector instanceof WritableColumnVector || vector instanceof ConstantColumnVector)) {
            loadDecimals(vector, decimal, rows, from, count);
        } else if (type instanceof ByteType) {
            for (int i = 0; i < count; i++) {
                loaded[i] = vector.getByte(rows[from + i]);
            }
        } else if (type instanceof ShortType) {
            for (int i = 0; i < count; i++) {
                loaded[i] = vector.getShort(rows[from + i]);
            }
        } else if (width() == Long.BYTES) {
            loadLongs(vector, rows, from, count);
        } else {
            loadInts(vector, rows, from, count);
        }
    }

    private void loadLongs(ColumnVector vector, int[] rows, int from, int count) {
        if (vector instanceof OnHeapColumnVector heap) { // its own loop, which the compiler can see through
            for (int i = 0; i < count; i++) {
                loaded[i] = heap.getLong(rows[from + i]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                loaded[i] = vector.getLong(rows[from + i]);
            }
        }
    }

    private void loadInts(ColumnVector vector, int[] rows, int from, int count) {
        if (vector instanceof OnHeapColumnVector heap) {
            for (int i = 0; i < count; i++) {
                loaded[i] = heap.getInt(rows[from + i]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                loaded[i] = vector.getInt(rows[from + i]);
            }
        }
    }

    private void loadDecimals(ColumnVector vector, DecimalType type, int[] rows, int from, int count) {
        for (int i = 0; i < count; i++) {
            loaded[i] = vector.getDecimal(rows[from + i], type.precision(), type.scale())
                    .toUnscaledLong();
        }
    }

    @Override
    boolean isRepeatable() {
        return true;
    }

    @Override
    void observe(int from, int to) {
        long low = least;
        long high = greatest;
        for (int i = from; i < to; i++) {
            low = Math.min(low, loaded[i]);
            high = Math.max(high, loaded[i]);
        }
        least = low;
        greatest = high;
    }

    @Override
    void putStatistics(Statistics<?> statistics) {
        if (least <= greatest) {
            if (width() == Long.BYTES) {
                statistics.updateStats(least);
                statistics.updateStats(greatest);
            } else {
                statistics.updateStats((int) least);
                statistics.updateStats((int) greatest);
            }
        }
        least = Long.MAX_VALUE;
        greatest = Long.MIN_VALUE;
    }
}
