package io.penstock.sinks.parquet;

import java.util.Arrays;

/** Indexes into a dictionary, of the values of one page. A page of one value alone is a count, whatever its length. */
final class PageIds {

    private static final int SMALLEST = 256;

    private int[] ids = new int[0]; // filled from the second value on
    private int size;
    private boolean uniform = true;
    private int first;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
        uniform = true;
    }

    /** Room for more ids, to be written from {@link #size} on and counted by {@link #added}. */
    int[] reserve(int more) {
        spread(more);
        return ids;
    }

    void added(int count) {
        size += count;
    }

    void addRun(int id, int count) {
        if (size == 0) {
            first = id;
        }
        if (uniform && id == first) {
            size += count;
        } else {
            Arrays.fill(reserve(count), size, size + count, id);
            size += count;
        }
    }

    private void spread(int more) {
        int wanted = size + more + Byte.SIZE;
        if (wanted > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(SMALLEST, wanted * 2));
        }
        if (uniform) {
            Arrays.fill(ids, 0, size, first);
            uniform = false;
        }
    }

    /** All ids, from 0 to {@link #size}. */
    int[] all() {
        return reserve(0);
    }

    /** Whether all ids are the same, as far as that is known without looking; then {@link #first} is it. */
    boolean isUniform() {
        return uniform;
    }

    int first() {
        return first;
    }

    /** Appends the width and the ids as a page of a dictionary's indexes has them. */
    void writeTo(PageBytes out, int dictionarySize) {
        int width = RunLengths.width(Math.max(0, dictionarySize - 1));
        out.put(width);
        if (size == 0) {
            return;
        }
        if (uniform) {
            RunLengths.putRun(out, first, size, width);
        } else {
            RunLengths.put(out, ids, size, width);
        }
    }
}
