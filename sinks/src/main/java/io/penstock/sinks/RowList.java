package io.penstock.sinks;

import java.util.Arrays;

/** Indexes of rows. */
final class RowList {

    private static final int SMALLEST = 64;

    private int[] rows;
    private int size;

    RowList() {
        this(new int[SMALLEST], 0);
    }

    /** @param rows indexes, the first {@code size} of which count; not changed as long as none is added */
    RowList(int[] rows, int size) {
        this.rows = rows;
        this.size = size;
    }

    void add(int row) {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size * 2);
        }
        rows[size++] = row;
    }

    int[] rows() {
        return rows;
    }

    int size() {
        return size;
    }
}
