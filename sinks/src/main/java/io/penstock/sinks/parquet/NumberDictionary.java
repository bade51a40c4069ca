package io.penstock.sinks.parquet;

import java.util.Arrays;

/**
 * Numbers by the order in which they were first seen.
 *
 * <p>A hash table with open addressing that keeps each number beside its id, so that a look-up is one access to memory.
 */
final class NumberDictionary {

    private static final int SMALLEST = 64;

    private final int limit;
    private long[] keys = new long[SMALLEST];
    private int[] slots = new int[SMALLEST]; // an id and 1; 0 where the slot is free
    private long[] numbers = new long[SMALLEST];
    private int size;

    /** @param limit how many numbers it takes at most */
    NumberDictionary(int limit) {
        this.limit = limit;
    }

    int size() {
        return size;
    }

    long number(int id) {
        return numbers[id];
    }

    void clear() {
        if (size > 0) {
            size = 0;
            keys = new long[SMALLEST];
            slots = new int[SMALLEST];
            numbers = new long[SMALLEST];
        }
    }

    /**
     * Looks numbers up, adding those that are new.
     *
     * @param ids takes the ids, from {@code idsAt} on
     * @return the index of the first number that there was no room for, or {@code to}
     */
    int look(long[] values, int from, int to, int[] ids, int idsAt) {
        long last = 0;
        int lastId = -1;
        int out = idsAt;
        for (int i = from; i < to; i++) {
            long value = values[i];
            if (value != last || lastId < 0) {
                int id = look(value);
                if (id < 0) {
                    return i;
                }
                last = value;
                lastId = id;
            }
            ids[out++] = lastId;
        }
        return to;
    }

    private int look(long value) {
        int mask = slots.length - 1;
        int slot = slot(value, mask);
        while (slots[slot] != 0) {
            if (keys[slot] == value) {
                return slots[slot] - 1;
            }
            slot = slot + 1 & mask;
        }
        return size < limit ? add(slot, value) : -1;
    }

    private int add(int slot, long value) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
        }
        numbers[size++] = value;
        keys[slot] = value;
        slots[slot] = size;
        if (size * 2 > slots.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        int length = slots.length * 2;
        keys = new long[length];
        slots = new int[length];
        for (int id = 0; id < size; id++) {
            int slot = slot(numbers[id], length - 1);
            while (slots[slot] != 0) {
                slot = slot + 1 & length - 1;
            }
            keys[slot] = numbers[id];
            slots[slot] = id + 1;
        }
    }

    private static int slot(long value, int mask) {
        long mixed = value * 0x9E3779B97F4A7C15L; // the golden ratio's bits: neighbours land far from each other
        return (int) (mixed >>> 32) & mask;
    }
}
