package io.penstock.engine.batch;

import io.penstock.source.RecordBatch;

/** The records of a batch that have no value, where an output takes such. Not thread-safe. */
final class Tombstones {

    private final int[] rows = new int[RecordBatch.CAPACITY];
    private final int[] all = new int[RecordBatch.CAPACITY];
    private int count;

    void clear() {
        count = 0;
    }

    /** @param row behind those that were added before */
    void add(int row) {
        rows[count++] = row;
    }

    int count() {
        return count;
    }

    /** These records and those that have passed, rising; holds until the next call. @param others rising, so many of them */
    int[] among(int[] others, int otherCount) {
        int tombstone = 0;
        int other = 0;
        for (int i = 0; i < count + otherCount; i++) {
            boolean next = other == otherCount || (tombstone < count && rows[tombstone] < others[other]);
            all[i] = next ? rows[tombstone++] : others[other++];
        }
        return all;
    }
}
