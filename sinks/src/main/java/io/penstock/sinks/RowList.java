package io.penstock.sinks;

import java.util.Arrays;

/** Indexes of rows. */
final class RowList {

    private static final int SMALLEST = 64;

    private int[] rows = new int[SMALLEST];
    private int size;

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
