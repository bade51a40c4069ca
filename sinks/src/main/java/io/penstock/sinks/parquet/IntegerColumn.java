package io.penstock.sinks.parquet;

import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/** A column of whole numbers: integers, days, microseconds, and decimals of up to 18 digits. */
final class IntegerColumn extends NumberColumn {

    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;

    private final @Nullable Differences differences;

    IntegerColumn(ColumnDescriptor column, ParquetSettings settings, PageBytes page, int width) {
        super(column, settings, page, width);
        boolean allowed =
                settings.deltaColumns().contains(column.getPrimitiveType().getName());
        this.differences = allowed && width == Long.BYTES ? new Differences() : null;
    }

    @Override
    void load(ColumnVector vector, int[] rows, int from, int count) {
        WholeNumbers.load(vector, width(), rows, from, count, loaded);
    }

    /** Writes the page as differences where it is allowed and they are at most half as long. */
    @Override
    Encoding putPlain(PageBytes values, PageBytes out) {
        if (differences != null) {
            int start = out.size();
            differences.put(values, out);
            if ((out.size() - start) * 2 <= values.size()) {
                return Encoding.DELTA_BINARY_PACKED;
            }
            out.cut(start);
        }
        return super.putPlain(values, out);
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
