package io.penstock.sinks.parquet;

import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;

/** A column of numbers of 4 or 8 bytes, whole or not, by their bits. */
abstract class NumberColumn extends DictionaryColumn {

    final long[] loaded = new long[SLICE];
    private final int width;
    private final NumberDictionary dictionary;

    /** @param width bytes of a number, 4 or 8 */
    NumberColumn(ColumnDescriptor column, ParquetSettings settings, PageBytes page, int width) {
        super(column, settings, page);
        this.width = width;
        this.dictionary = new NumberDictionary(settings.dictionaryBytes() / width);
    }

    final int width() {
        return width;
    }

    /** Takes note of loaded values that went into the page. */
    abstract void observe(int from, int to);

    /** Says what was noted of the page, and forgets it. */
    abstract void putStatistics(Statistics<?> statistics);

    @Override
    final int look(int from, int to, int[] ids, int idsAt) {
        int next = dictionary.look(loaded, from, to, ids, idsAt);
        observe(from, next);
        return next;
    }

    @Override
    final int encodePlain(int from, int to, PageBytes out, int limit) {
        byte[] bytes = out.reserve((to - from) * width);
        int at = out.size();
        if (width == Long.BYTES) {
            for (int i = from; i < to; i++, at += Long.BYTES) {
                PageBytes.LONG.set(bytes, at, loaded[i]);
            }
        } else {
            for (int i = from; i < to; i++, at += Integer.BYTES) {
                PageBytes.INT.set(bytes, at, (int) loaded[i]);
            }
        }
        out.added((to - from) * width);
        observe(from, to);
        return to;
    }

    @Override
    final void encodePlain(int[] ids, int count, PageBytes out) {
        for (int i = 0; i < count; i++) {
            put(dictionary.number(ids[i]), out);
        }
    }

    private void put(long number, PageBytes out) {
        if (width == Long.BYTES) {
            out.putInt((int) number);
            out.putInt((int) (number >>> Integer.SIZE));
        } else {
            out.putInt((int) number);
        }
    }

    /** Nor is it worth while for numbers that rise, as times and ids do: what comes next is new, and few come again. */
    @Override
    final boolean isHopeless(int[] sample, int count) {
        return super.isHopeless(sample, count) || dictionarySize() > count / Long.SIZE && isRising(sample, count);
    }

    private boolean isRising(int[] sample, int count) {
        for (int i = 1; i < count; i++) {
            if (dictionary.number(sample[i]) < dictionary.number(sample[i - 1])) {
                return false;
            }
        }
        return true;
    }

    @Override
    final long plainBytes(int[] ids, int count) {
        return (long) count * width;
    }

    @Override
    final int dictionarySize() {
        return dictionary.size();
    }

    @Override
    final long dictionaryBytes() {
        return (long) dictionary.size() * width;
    }

    @Override
    final PageBytes dictionaryPage() {
        PageBytes entries = new PageBytes();
        for (int id = 0; id < dictionary.size(); id++) {
            put(dictionary.number(id), entries);
        }
        return entries;
    }

    @Override
    final void clearDictionary() {
        dictionary.clear();
    }

    @Override
    final void putStatistics(PageIds page, Statistics<?> statistics) {
        putStatistics(statistics);
    }

    @Override
    final void putStatistics(PageBytes page, Statistics<?> statistics) {
        putStatistics(statistics);
    }
}
