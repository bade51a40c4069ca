package io.penstock.sinks.parquet;

import java.io.IOException;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.BytesInput;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DictionaryPage;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;

/**
 * A column whose values are written as indexes into a dictionary where that is smaller, and as they are where it is not.
 *
 * <p>Each chunk begins with a dictionary. After a sample of values it is given up if it will hardly hold them all; after the first
 * page, if it has saved nothing. In both cases the values so far are written anew, which is one page at most. Once it is full,
 * it stays, and the values that follow are written as they are.
 */
abstract class DictionaryColumn extends ColumnWriter {

    private static final int SAMPLE = 4096; // values

    private final int pageLimit;
    private final int dictionaryLimit;
    private final PageIds ids = new PageIds();
    private final PageBytes plain = new PageBytes();
    private final int[] repeated = new int[1];
    private boolean withDictionary;
    private boolean sampled;
    private boolean kept; // a page of indexes is written
    private boolean full;

    DictionaryColumn(ColumnDescriptor column, ParquetSettings settings, PageBytes page) {
        super(column, settings, page);
        this.pageLimit = settings.pageBytes();
        this.dictionaryLimit = settings.dictionaryBytes();
    }

    @Override
    final void startChunk() {
        withDictionary = true;
        sampled = false;
        kept = false;
        full = false;
        clearDictionary();
    }

    @Override
    final int encode(int from, int to) {
        return withDictionary ? encodeIds(from, to) : encodePlain(from, to, plain, pageLimit);
    }

    private int encodeIds(int from, int to) {
        int next = look(from, to, ids.reserve(to - from), ids.size());
        ids.added(next - from);
        if (next < to) {
            if (!kept) {
                giveUp();
            } else if (ids.size() == 0) {
                withDictionary = false;
            } else {
                full = true;
            }
        } else if (!kept && !sampled && ids.size() >= SAMPLE) {
            sampled = true;
            if (isHopeless(ids.all(), ids.size())) {
                giveUp();
            }
        }
        return next;
    }

    private void giveUp() {
        withDictionary = false;
        encodePlain(ids.all(), ids.size(), plain);
        ids.clear();
        clearDictionary();
    }

    /**
     * Whether a dictionary is not worth its work, by a sample. Of a number of values that come at random, a sample of n has n²/2D
     * that were there before, where D is how many there are.
     */
    boolean isHopeless(int[] sample, int count) {
        double entryBytes = (double) dictionaryBytes() / dictionarySize();
        double repetitions = count - dictionarySize();
        return repetitions * dictionaryLimit < entryBytes * count * count / 2;
    }

    @Override
    final boolean canRepeat() {
        return withDictionary && isRepeatable();
    }

    @Override
    final boolean repeat(int times) {
        if (!withDictionary || look(0, 1, repeated, 0) == 0) {
            return false;
        }
        ids.addRun(repeated[0], times);
        return true;
    }

    @Override
    final boolean isPageFull() {
        return full || plain.size() >= pageLimit || ids.size() >= pageLimit; // of indexes, a byte or two each
    }

    @Override
    final long pageBytes() {
        return (long) plain.size() + (long) ids.size() * Short.BYTES + dictionaryBytes();
    }

    @Override
    final Encoding writeValues(PageBytes out, Statistics<?> statistics) {
        if (withDictionary) {
            int start = out.size();
            ids.writeTo(out, dictionarySize());
            if (kept || dictionaryBytes() + out.size() - start < plainBytes()) {
                putStatistics(ids, statistics);
                ids.clear();
                kept = true;
                withDictionary = !full;
                full = false;
                return Encoding.PLAIN_DICTIONARY;
            }
            out.cut(start);
            giveUp();
        }
        putStatistics(plain, statistics);
        Encoding encoding = putPlain(plain, out);
        plain.clear();
        return encoding;
    }

    /** Appends a page of values as they are, or in another form of the same. */
    Encoding putPlain(PageBytes values, PageBytes out) {
        out.put(values);
        return Encoding.PLAIN;
    }

    private long plainBytes() {
        return ids.isUniform()
                ? ids.size() * plainBytes(new int[] {ids.first()}, Math.min(1, ids.size()))
                : plainBytes(ids.all(), ids.size());
    }

    @Override
    final void endChunk(PageWriter out) throws IOException {
        if (kept) {
            PageBytes entries = dictionaryPage();
            BytesInput bytes = BytesInput.from(entries.array(), 0, entries.size());
            out.writeDictionaryPage(new DictionaryPage(bytes, dictionarySize(), Encoding.PLAIN_DICTIONARY));
        }
        clearDictionary();
    }

    /** Whether the first loaded value may be counted once for many. */
    abstract boolean isRepeatable();

    /**
     * Looks loaded values up in the dictionary, adding those that are new.
     *
     * @return the index of the first that there is no room for, or {@code to}
     */
    abstract int look(int from, int to, int[] ids, int idsAt);

    /** Appends loaded values as they are. @return the index after the last one that fits the page, which takes one at least */
    abstract int encodePlain(int from, int to, PageBytes out, int limit);

    /** Appends values that the dictionary holds as they are. */
    abstract void encodePlain(int[] ids, int count, PageBytes out);

    /** Bytes of values as they are. */
    abstract long plainBytes(int[] ids, int count);

    abstract int dictionarySize();

    abstract long dictionaryBytes();

    abstract PageBytes dictionaryPage();

    abstract void clearDictionary();

    /** Says what is known of a page of indexes, and forgets it. */
    abstract void putStatistics(PageIds page, Statistics<?> statistics);

    /** Says what is known of a page of values as they are, and forgets it. */
    abstract void putStatistics(PageBytes page, Statistics<?> statistics);
}
