package io.penstock.sinks.parquet;

import java.util.stream.Stream;
import org.apache.iceberg.DoubleFieldMetrics;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.FloatFieldMetrics;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.spark.sql.vectorized.ColumnVector;

/** A column of floating-point numbers. Iceberg wants to know how many are not a number, and bounds of the others. */
final class FloatingColumn extends NumberColumn {

    private final FloatFieldMetrics.Builder floats;
    private final DoubleFieldMetrics.Builder doubles;
    private boolean observed;
    private double least; // by the order of Double.compare, as Parquet's own statistics
    private double greatest;

    FloatingColumn(ColumnDescriptor column, ParquetSettings settings, PageBytes page, int width, int fieldId) {
        super(column, settings, page, width);
        this.floats = new FloatFieldMetrics.Builder(fieldId);
        this.doubles = new DoubleFieldMetrics.Builder(fieldId);
    }

    @Override
    void load(ColumnVector vector, int[] rows, int from, int count) {
        if (width() == Double.BYTES) {
            for (int i = 0; i < count; i++) {
                loaded[i] = Double.doubleToLongBits(vector.getDouble(rows[from + i]));
            }
        } else {
            for (int i = 0; i < count; i++) {
                loaded[i] = Float.floatToIntBits(vector.getFloat(rows[from + i]));
            }
        }
    }

    /** Each value counts. */
    @Override
    boolean isRepeatable() {
        return false;
    }

    @Override
    void observe(int from, int to) {
        for (int i = from; i < to; i++) {
            double value;
            if (width() == Double.BYTES) {
                value = Double.longBitsToDouble(loaded[i]);
                doubles.addValue(value);
            } else {
                float single = Float.intBitsToFloat((int) loaded[i]);
                floats.addValue(single);
                value = single;
            }
            if (!observed || Double.compare(value, least) < 0) {
                least = value;
            }
            if (!observed || Double.compare(value, greatest) > 0) {
                greatest = value;
            }
            observed = true;
        }
    }

    @Override
    void putStatistics(Statistics<?> statistics) {
        if (observed) {
            if (width() == Double.BYTES) {
                statistics.updateStats(least);
                statistics.updateStats(greatest);
            } else {
                statistics.updateStats((float) least);
                statistics.updateStats((float) greatest);
            }
        }
        observed = false;
    }

    @Override
    Stream<FieldMetrics<?>> metrics() {
        FieldMetrics<?> values = width() == Double.BYTES ? doubles.build() : floats.build();
        return Stream.of(withNulls(values));
    }

    private <T> FieldMetrics<T> withNulls(FieldMetrics<T> values) {
        return new FieldMetrics<>(
                values.id(),
                values.valueCount() + nulls(),
                nulls(),
                values.nanValueCount(),
                values.lowerBound(),
                values.upperBound());
    }
}
