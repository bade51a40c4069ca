package io.penstock.sinks.parquet;

import java.util.Arrays;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.vectorized.ColumnVector;

/** A column of strings, of bytes, or of decimals of more than 18 digits, which have bytes of a fixed length. */
final class BytesColumn extends DictionaryColumn {

    private final int fixedLength; // 0 where each value has its own
    private final BytesDictionary dictionary;
    private final Extremes extremes;
    private final int[] offsets = new int[SLICE];
    private final int[] lengths = new int[SLICE];
    private final PageBytes copied = new PageBytes();
    private byte[] bytes = new byte[0]; // of the loaded values, often the vector's own
    private long[] seen = new long[0]; // a bit for each id

    /** @param fixedLength bytes of each value, or 0 where each has its own length */
    BytesColumn(ColumnDescriptor column, ParquetSettings settings, PageBytes page, int fixedLength) {
        super(column, settings, page);
        this.fixedLength = fixedLength;
        this.dictionary = new BytesDictionary(settings.dictionaryBytes(), fixedLength == 0);
        this.extremes = new Extremes(fixedLength > 0);
    }

    @Override
    void load(ColumnVector vector, int[] rows, int from, int count) {
        if (fixedLength > 0) {
            copyDecimals(vector, rows, from, count);
        } else if (vector instanceof OnHeapColumnVector heap && !heap.hasDictionary()) {
            bytes = heap.arrayData().getByteBuffer(0, 0).array();
            for (int i = 0; i < count; i++) {
                offsets[i] = heap.getArrayOffset(rows[from + i]);
                lengths[i] = heap.getArrayLength(rows[from + i]);
            }
        } else {
            copyBytes(vector, rows, from, count);
        }
    }

    private void copyBytes(ColumnVector vector, int[] rows, int from, int count) {
        boolean strings = vector.dataType() instanceof StringType;
        copied.clear();
        for (int i = 0; i < count; i++) {
            int row = rows[from + i];
            byte[] value = strings ? vector.getUTF8String(row).getBytes() : vector.getBinary(row);
            offsets[i] = copied.size();
            lengths[i] = value.length;
            copied.put(value, 0, value.length);
        }
        bytes = copied.array();
    }

    private void copyDecimals(ColumnVector vector, int[] rows, int from, int count) {
        DecimalType type = (DecimalType) vector.dataType();
        copied.clear();
        for (int i = 0; i < count; i++) {
            byte[] digits = vector.getDecimal(rows[from + i], type.precision(), type.scale())
                    .toJavaBigDecimal()
                    .unscaledValue()
                    .toByteArray();
            offsets[i] = copied.size();
            lengths[i] = fixedLength;
            for (int filled = digits.length; filled < fixedLength; filled++) {
                copied.put(digits[0] >> Byte.SIZE - 1); // the sign
            }
            copied.put(digits, 0, digits.length);
        }
        bytes = copied.array();
    }

    @Override
    boolean isRepeatable() {
        return true;
    }

    @Override
    int look(int from, int to, int[] ids, int idsAt) {
        return dictionary.look(bytes, offsets, lengths, from, to, ids, idsAt);
    }

    @Override
    int encodePlain(int from, int to, PageBytes out, int limit) {
        int at = from;
        while (at < to && (at == from || out.size() < limit)) {
            put(bytes, offsets[at], lengths[at], out);
            at++;
        }
        return at;
    }

    @Override
    void encodePlain(int[] ids, int count, PageBytes out) {
        for (int i = 0; i < count; i++) {
            put(dictionary.page().array(), dictionary.start(ids[i]), dictionary.length(ids[i]), out);
        }
    }

    private void put(byte[] value, int offset, int length, PageBytes out) {
        if (fixedLength == 0) {
            out.putInt(length);
        }
        int start = out.size();
        out.put(value, offset, length);
        extremes.observe(out.array(), start, length);
    }

    @Override
    long plainBytes(int[] ids, int count) {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += dictionary.length(ids[i]) + (fixedLength == 0 ? Integer.BYTES : 0);
        }
        return total;
    }

    @Override
    int dictionarySize() {
        return dictionary.size();
    }

    @Override
    long dictionaryBytes() {
        return dictionary.page().size();
    }

    @Override
    PageBytes dictionaryPage() {
        return dictionary.page();
    }

    @Override
    void clearDictionary() {
        dictionary.clear();
    }

    @Override
    void putStatistics(PageIds page, Statistics<?> statistics) {
        byte[] values = dictionary.page().array();
        if (page.isUniform()) {
            if (page.size() > 0) {
                extremes.observe(values, dictionary.start(page.first()), dictionary.length(page.first()));
            }
        } else {
            observeEach(page.all(), page.size(), values);
        }
        extremes.putInto(statistics, values);
    }

    /** Looks at each value of the page once, however often it is there. */
    private void observeEach(int[] ids, int count, byte[] values) {
        int words = dictionary.size() / Long.SIZE + 1;
        seen = seen.length < words ? new long[words * 2] : seen;
        for (int i = 0; i < count; i++) {
            seen[ids[i] >>> 6] |= 1L << ids[i];
        }
        for (int word = 0; word < words; word++) {
            for (long bits = seen[word]; bits != 0; bits &= bits - 1) {
                int id = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
                extremes.observe(values, dictionary.start(id), dictionary.length(id));
            }
        }
        Arrays.fill(seen, 0, words, 0);
    }

    @Override
    void putStatistics(PageBytes page, Statistics<?> statistics) {
        extremes.putInto(statistics, page.array());
    }
}
