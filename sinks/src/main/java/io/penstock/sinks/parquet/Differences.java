package io.penstock.sinks.parquet;

import java.util.Arrays;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.bitpacking.BytePackerForLong;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.bitpacking.Packer;

/** Parquet's encoding of numbers by how they differ from the one before: for what rises by little, some bits a number. */
final class Differences {

    private static final int BLOCK = 128; // values with the same least difference, as parquet-java has them
    private static final int MINI_BLOCKS = 4; // parts of a block with the same number of bits
    private static final int MINI_BLOCK = BLOCK / MINI_BLOCKS;
    private static final int GROUP = 8; // values that are packed together

    private final long[] differences = new long[BLOCK];
    private final int[] widths = new int[MINI_BLOCKS];

    /** Appends numbers of 8 bytes each, which are given as a page of plain values. */
    void put(PageBytes numbers, PageBytes out) {
        byte[] bytes = numbers.array();
        int count = numbers.size() / Long.BYTES;
        out.putVarLong(BLOCK);
        out.putVarLong(MINI_BLOCKS);
        out.putVarLong(count);
        long last = count == 0 ? 0 : (long) PageBytes.LONG.get(bytes, 0);
        putZigZag(out, last);
        for (int start = 1; start < count; start += BLOCK) {
            int inBlock = Math.min(BLOCK, count - start);
            for (int i = 0; i < inBlock; i++) {
                long number = (long) PageBytes.LONG.get(bytes, (start + i) * Long.BYTES);
                differences[i] = number - last; // may overflow, and does so again when it is read
                last = number;
            }
            putBlock(out, inBlock);
        }
    }

    private void putBlock(PageBytes out, int count) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            least = Math.min(least, differences[i]);
        }
        for (int i = 0; i < count; i++) {
            differences[i] -= least;
        }
        Arrays.fill(differences, count, BLOCK, 0);
        putZigZag(out, least);
        for (int block = 0; block < MINI_BLOCKS; block++) {
            widths[block] = width(block * MINI_BLOCK);
            out.put(widths[block]);
        }
        for (int block = 0; block * MINI_BLOCK < count; block++) {
            pack(out, block * MINI_BLOCK, widths[block]);
        }
    }

    private int width(int from) {
        long bits = 0;
        for (int i = from; i < from + MINI_BLOCK; i++) {
            bits |= differences[i];
        }
        return Long.SIZE - Long.numberOfLeadingZeros(bits);
    }

    private void pack(PageBytes out, int from, int width) {
        BytePackerForLong packer = Packer.LITTLE_ENDIAN.newBytePackerForLong(width);
        byte[] bytes = out.reserve(MINI_BLOCK / GROUP * width);
        for (int i = 0; i < MINI_BLOCK; i += GROUP) {
            packer.pack8Values(differences, from + i, bytes, out.size());
            out.added(width);
        }
    }

    private static void putZigZag(PageBytes out, long value) {
        out.putVarLong(value << 1 ^ value >> Long.SIZE - 1);
    }
}
