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
    private long[] slots = new long[2 * SMALLEST]; // of each a number, and its id and 1; 0 where the slot is free
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
            slots = new long[2 * SMALLEST];
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
        int slot = slot(value);
        while (slots[slot + 1] != 0) {
            if (slots[slot] == value) {
                return (int) slots[slot + 1] - 1;
            }
            slot = next(slot);
        }
        return size < limit ? add(slot, value) : -1;
    }

    private int add(int slot, long value) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
        }
        numbers[size++] = value;
        slots[slot] = value;
        slots[slot + 1] = size;
        if (size * 4 > slots.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        slots = new long[slots.length * 2];
        for (int id = 0; id < size; id++) {
            int slot = slot(numbers[id]);
            while (slots[slot + 1] != 0) {
                slot = next(slot);
            }
            slots[slot] = numbers[id];
            slots[slot + 1] = id + 1L;
        }
    }

    /** Where a number's slot begins, if nothing else has it. */
    private int slot(long value) {
        return (int) Hashing.mix(value ^ Hashing.SEED) & slots.length - 2;
    }

    private int next(int slot) {
        return slot + 2 & slots.length - 1;
    }
}
