package io.penstock.sinks.parquet;

import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.spark.sql.vectorized.ColumnVector;

/** A column of truth values, a bit each. */
final class BooleanColumn extends ColumnWriter {

    private final boolean[] loaded = new boolean[SLICE];
    private final int pageBytes;
    private final PageBytes bits = new PageBytes();
    private int pending; // the lowest bits of a byte that is not full
    private int pendingBits;
    private boolean hasTrue;
    private boolean hasFalse;

    BooleanColumn(ColumnDescriptor column, ParquetSettings settings, PageBytes page) {
        super(column, settings, page);
        this.pageBytes = settings.pageBytes();
    }

    @Override
    void startChunk() {}

    @Override
    void load(ColumnVector vector, int[] rows, int from, int count) {
        for (int i = 0; i < count; i++) {
            loaded[i] = vector.getBoolean(rows[from + i]);
        }
    }

    @Override
    int encode(int from, int to) {
        for (int i = from; i < to; i++) {
            boolean value = loaded[i];
            hasTrue |= value;
            hasFalse |= !value;
            pending |= (value ? 1 : 0) << pendingBits;
            if (++pendingBits == Byte.SIZE) {
                bits.put(pending);
                pending = 0;
                pendingBits = 0;
            }
        }
        return to;
    }

    @Override
    boolean isPageFull() {
        return bits.size() >= pageBytes;
    }

    @Override
    long pageBytes() {
        return bits.size();
    }

    @Override
    Encoding writeValues(PageBytes out, Statistics<?> statistics) {
        if (pendingBits > 0) {
            bits.put(pending);
        }
        out.put(bits);
        if (hasFalse) {
            statistics.updateStats(false);
        }
        if (hasTrue) {
            statistics.updateStats(true);
        }
        bits.clear();
        pending = 0;
        pendingBits = 0;
        hasTrue = false;
        hasFalse = false;
        return Encoding.PLAIN;
    }

    @Override
    void endChunk(PageWriter out) {}
}
