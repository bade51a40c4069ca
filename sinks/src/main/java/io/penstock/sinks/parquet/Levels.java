package io.penstock.sinks.parquet;

import java.util.Arrays;

/** Which rows of a page have a value. Costs nothing per row as long as all have one, or none. */
final class Levels {

    private static final int PRESENT = 1;
    private static final int SMALLEST = 256;

    private int[] levels = new int[0]; // filled from the first NULL on
    private int rows;
    private int nulls;

    int rows() {
        return rows;
    }

    int nulls() {
        return nulls;
    }

    void addPresent(int count) {
        if (nulls > 0) {
            fill(PRESENT, count);
        }
        rows += count;
    }

    void addNulls(int count) {
        if (count == 0) {
            return;
        }
        if (nulls == 0) {
            int present = rows;
            rows = 0;
            fill(PRESENT, present);
            rows = present;
        }
        fill(0, count);
        rows += count;
        nulls += count;
    }

    private void fill(int level, int count) {
        int wanted = rows + count + Byte.SIZE;
        if (wanted > levels.length) {
            levels = Arrays.copyOf(levels, Math.max(SMALLEST, wanted * 2));
        }
        Arrays.fill(levels, rows, rows + count, level);
    }

    /** Appends the levels as a page begins with them, after their length. */
    void writeTo(PageBytes out) {
        int start = out.size();
        out.putInt(0);
        if (nulls == 0 || nulls == rows) {
            RunLengths.putRun(out, nulls == 0 ? PRESENT : 0, rows, 1);
        } else {
            RunLengths.put(out, levels, rows, 1);
        }
        out.setInt(start, out.size() - start - Integer.BYTES);
    }

    void clear() {
        rows = 0;
        nulls = 0;
    }
}
