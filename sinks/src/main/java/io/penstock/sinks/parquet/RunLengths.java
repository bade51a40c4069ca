package io.penstock.sinks.parquet;

import org.apache.iceberg.shaded.org.apache.parquet.column.values.bitpacking.BytePacker;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.bitpacking.Packer;

/** Parquet's mixture of runs and packed bits, for small numbers of a known width: levels and indexes into a dictionary. */
final class RunLengths {

    private static final int GROUP =
            8; // values that are packed together, and the shortest run that is worth its header
    private static final int MAX_GROUPS = 63; // as parquet-java: the header of a packed run stays one byte

    private RunLengths() {}

    /** Bits that hold numbers from 0 to the given one. */
    static int width(int largest) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(largest);
    }

    /** Appends one run of the same value. */
    static void putRun(PageBytes out, int value, int count, int width) {
        out.putVarLong((long) count << 1);
        for (int shift = 0; shift < width; shift += Byte.SIZE) {
            out.put(value >>> shift);
        }
    }

    /**
     * Appends values.
     *
     * @param values numbers of at most {@code width} bits; has room for {@code count} rounded up to a multiple of 8
     */
    static void put(PageBytes out, int[] values, int count, int width) {
        BytePacker packer = Packer.LITTLE_ENDIAN.newBytePacker(width);
        int packed = 0; // values from here on wait to be packed
        int at = 0;
        while (at < count) {
            int run = at + 1;
            while (run < count && values[run] == values[at]) {
                run++;
            }
            int start = at + (packed - at & GROUP - 1); // a packed group is filled up from the run
            if (run - start >= GROUP) {
                putPacked(out, values, packed, start, width, packer);
                putRun(out, values[at], run - start, width);
                packed = run;
            }
            at = run;
        }
        int groups = (count - packed + GROUP - 1) / GROUP;
        for (int i = count; i < packed + groups * GROUP; i++) {
            values[i] = 0;
        }
        putPacked(out, values, packed, packed + groups * GROUP, width, packer);
    }

    private static void putPacked(PageBytes out, int[] values, int from, int to, int width, BytePacker packer) {
        int at = from;
        while (at < to) {
            int groups = Math.min(MAX_GROUPS, (to - at) / GROUP);
            out.put(groups << 1 | 1);
            byte[] bytes = out.reserve(groups * width);
            int position = out.size();
            for (int group = 0; group < groups; group++) {
                packer.pack8Values(values, at, bytes, position);
                at += GROUP;
                position += width;
            }
            out.added(groups * width);
        }
    }
}
