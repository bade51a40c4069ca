package io.penstock.sinks.parquet;

import java.io.IOException;
import java.util.stream.Stream;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.BytesInput;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * One column of an open file: cuts its values into pages.
 *
 * <p>A slice of rows at a time is loaded from the vector into arrays of the subclass, NULLs left out, and then encoded: loops over
 * arrays of numbers, whatever kind of vector they came from.
 */
abstract class ColumnWriter {

    /** Rows of a slice: what is loaded stays in the processor's nearest cache. */
    static final int SLICE = 1024;

    private final ColumnDescriptor column;
    private final boolean optional;
    private final int pageRows;
    private final PageBytes page; // shared by all columns of the file
    private final Levels levels = new Levels();
    private final int[] presentRows = new int[SLICE];
    private final int[] presentAt = new int[SLICE]; // place of a row within its slice
    private @Nullable PageWriter pages;
    private long nulls;

    ColumnWriter(ColumnDescriptor column, ParquetSettings settings, PageBytes page) {
        this.column = column;
        this.optional = column.getMaxDefinitionLevel() > 0;
        this.pageRows = settings.pageRows();
        this.page = page;
    }

    ColumnDescriptor column() {
        return column;
    }

    /** Begins the chunk of a row group. */
    void start(PageWriter pageWriter) {
        pages = pageWriter;
        startChunk();
    }

    /** Writes rows of a vector. */
    final void write(ColumnVector vector, int[] rows, int from, int to) throws IOException {
        if (vector instanceof ConstantColumnVector && !vector.hasNull() && canRepeat()) {
            writeConstant(vector, rows, from, to);
            return;
        }
        boolean nulls = vector.hasNull();
        int at = from;
        while (at < to) {
            int end = Math.min(to, at + Math.min(SLICE, pageRows - levels.rows()));
            at += nulls ? writeWithNulls(vector, rows, at, end) : writePresent(vector, rows, at, end);
        }
    }

    private void writeConstant(ColumnVector vector, int[] rows, int from, int to) throws IOException {
        int at = from;
        while (at < to) {
            load(vector, rows, at, 1);
            int count = Math.min(to - at, pageRows - levels.rows());
            if (!repeat(count)) {
                count = encode(0, 1);
            }
            levels.addPresent(count);
            at += count;
            endFullPage();
        }
    }

    private int writePresent(ColumnVector vector, int[] rows, int from, int to) throws IOException {
        int count = to - from;
        load(vector, rows, from, count);
        int at = 0;
        while (at < count) {
            int next = encode(at, count);
            levels.addPresent(next - at);
            at = next;
            endFullPage();
        }
        return count;
    }

    private int writeWithNulls(ColumnVector vector, int[] rows, int from, int to) throws IOException {
        int present = 0;
        for (int i = from; i < to; i++) {
            if (!vector.isNullAt(rows[i])) {
                presentRows[present] = rows[i];
                presentAt[present++] = i - from;
            }
        }
        if (present == to - from) {
            return writePresent(vector, rows, from, to);
        }
        if (!optional) {
            throw new IllegalArgumentException(
                    "Cannot write NULL, the column is NOT NULL: " + String.join(".", column.getPath()));
        }
        load(vector, presentRows, 0, present);
        int row = 0;
        int at = 0;
        while (at < present) {
            int next = encode(at, present);
            for (; at < next; at++) {
                levels.addNulls(presentAt[at] - row);
                levels.addPresent(1);
                row = presentAt[at] + 1;
            }
            if (next < present) {
                endFullPage();
            }
        }
        levels.addNulls(to - from - row);
        endFullPage();
        return to - from;
    }

    private void endFullPage() throws IOException {
        if (levels.rows() > 0 && (levels.rows() >= pageRows || isPageFull())) {
            endPage();
        }
    }

    private void endPage() throws IOException {
        page.clear();
        if (optional) {
            levels.writeTo(page);
        }
        Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
        statistics.setNumNulls(levels.nulls());
        Encoding encoding = writeValues(page, statistics);
        writer().writePage(
                        BytesInput.from(page.array(), 0, page.size()),
                        levels.rows(),
                        levels.rows(),
                        statistics,
                        Encoding.BIT_PACKED, // of repetition, which flat columns have none of
                        optional ? Encoding.RLE : Encoding.BIT_PACKED,
                        encoding);
        nulls += levels.nulls();
        levels.clear();
    }

    /** NULLs of the file's pages that have ended. */
    final long nulls() {
        return nulls;
    }

    /** Ends the last page and the chunk. */
    final void end() throws IOException {
        if (levels.rows() > 0) {
            endPage();
        }
        endChunk(writer());
        pages = null;
    }

    /** Bytes that are held in memory for the chunk, as they are known. */
    final long bufferedBytes() {
        return writer().getMemSize() + pageBytes();
    }

    private PageWriter writer() {
        if (pages == null) {
            throw new IllegalStateException("Cannot write values, no row group is open");
        }
        return pages;
    }

    /** Counts that Iceberg keeps beside the footer's, over all of the file; for most types there are none. */
    Stream<FieldMetrics<?>> metrics() {
        return Stream.empty();
    }

    /** Forgets the chunk before. */
    abstract void startChunk();

    /** Loads values of rows, none of them NULL. */
    abstract void load(ColumnVector vector, int[] rows, int from, int count);

    /**
     * Encodes loaded values into the page.
     *
     * @return the index after the last one that was taken; the others are to be offered again, after the page where that is full
     */
    abstract int encode(int from, int to);

    /** Whether a value may be repeated for less than it costs to encode it again and again. */
    boolean canRepeat() {
        return false;
    }

    /** Puts the first loaded value into the page that many times, if it can without encoding it each time. */
    boolean repeat(int times) {
        return false;
    }

    /** Whether the page takes no more values. */
    abstract boolean isPageFull();

    /** Bytes of the page that is being filled, and of the dictionary. */
    abstract long pageBytes();

    /** Appends the page's values to what is written of it, and forgets them. */
    abstract Encoding writeValues(PageBytes out, Statistics<?> statistics);

    /** Writes what belongs to the chunk as a whole. */
    abstract void endChunk(PageWriter out) throws IOException;
}
