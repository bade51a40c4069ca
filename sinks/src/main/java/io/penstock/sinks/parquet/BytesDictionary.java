package io.penstock.sinks.parquet;

import java.util.Arrays;

/**
 * Byte strings by the order in which they were first seen, held as the page of a dictionary holds them.
 *
 * <p>A hash table with open addressing; a slot has the hash beside the id, so that bytes are compared only where they are almost
 * certainly equal.
 */
final class BytesDictionary {

    private static final int SMALLEST = 64;
    private static final long ID = 0xFFFF_FFFFL;

    private final int limit;
    private final boolean withLength;
    private final PageBytes page = new PageBytes();
    private long[] slots = new long[SMALLEST]; // hash above, an id and 1 below; 0 where the slot is free
    private int[] starts = new int[SMALLEST]; // of the bytes, by id
    private int[] lengths = new int[SMALLEST];
    private int size;

    /**
     * @param limit how many bytes it takes at most
     * @param withLength whether each string is written after its length, as strings of various lengths are
     */
    BytesDictionary(int limit, boolean withLength) {
        this.limit = limit;
        this.withLength = withLength;
    }

    int size() {
        return size;
    }

    /** All strings, as the page of a dictionary has them. */
    PageBytes page() {
        return page;
    }

    int start(int id) {
        return starts[id];
    }

    int length(int id) {
        return lengths[id];
    }

    void clear() {
        if (size > 0) {
            size = 0;
            page.clear();
            slots = new long[SMALLEST];
        }
    }

    /**
     * Looks strings up, adding those that are new.
     *
     * @param ids takes the ids, from {@code idsAt} on
     * @return the index of the first string that there was no room for, or {@code to}
     */
    int look(byte[] bytes, int[] offsets, int[] sizes, int from, int to, int[] ids, int idsAt) {
        int out = idsAt;
        for (int i = from; i < to; i++) {
            int id = look(bytes, offsets[i], sizes[i]);
            if (id < 0) {
                return i;
            }
            ids[out++] = id;
        }
        return to;
    }

    private int look(byte[] bytes, int offset, int length) {
        int hash = hash(bytes, offset, length);
        int mask = slots.length - 1;
        int slot = hash & mask;
        long held;
        while ((held = slots[slot]) != 0) {
            if ((int) (held >>> Integer.SIZE) == hash) {
                int id = (int) (held & ID) - 1;
                if (lengths[id] == length && equal(page.array(), starts[id], bytes, offset, length)) {
                    return id;
                }
            }
            slot = slot + 1 & mask;
        }
        return (long) page.size() + length + Integer.BYTES <= limit ? add(slot, hash, bytes, offset, length) : -1;
    }

    private int add(int slot, int hash, byte[] bytes, int offset, int length) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            lengths = Arrays.copyOf(lengths, size * 2);
        }
        if (withLength) {
            page.putInt(length);
        }
        starts[size] = page.size();
        lengths[size] = length;
        page.put(bytes, offset, length);
        size++;
        slots[slot] = (long) hash << Integer.SIZE | size;
        if (size * 2 > slots.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        long[] old = slots;
        int mask = old.length * 2 - 1;
        slots = new long[old.length * 2];
        for (long held : old) {
            if (held != 0) {
                int slot = (int) (held >>> Integer.SIZE) & mask;
                while (slots[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                slots[slot] = held;
            }
        }
    }

    private static int hash(byte[] bytes, int offset, int length) {
        long hash = length * 0x9E3779B97F4A7C15L;
        int end = offset + length;
        int at = offset;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            hash = mix(hash ^ (long) PageBytes.LONG.get(bytes, at));
        }
        if (at < end) {
            hash = mix(hash ^ tail(bytes, offset, at, end));
        }
        return (int) (hash >>> Integer.SIZE);
    }

    /** The last one to seven bytes as a number, together with some before them where there are such. */
    private static long tail(byte[] bytes, int offset, int at, int end) {
        if (end - offset >= Long.BYTES) {
            return (long) PageBytes.LONG.get(bytes, end - Long.BYTES);
        }
        long rest = 0;
        for (int i = at; i < end; i++) {
            rest = rest << Byte.SIZE | bytes[i] & 0xff;
        }
        return rest;
    }

    private static long mix(long value) {
        long mixed = value * 0xC2B2AE3D27D4EB4FL;
        return mixed ^ mixed >>> 29;
    }

    private static boolean equal(byte[] left, int leftAt, byte[] right, int rightAt, int length) {
        int at = 0;
        for (; at <= length - Long.BYTES; at += Long.BYTES) {
            if ((long) PageBytes.LONG.get(left, leftAt + at) != (long) PageBytes.LONG.get(right, rightAt + at)) {
                return false;
            }
        }
        if (at == length) {
            return true;
        }
        if (length >= Long.BYTES) {
            int last = length - Long.BYTES;
            return (long) PageBytes.LONG.get(left, leftAt + last) == (long) PageBytes.LONG.get(right, rightAt + last);
        }
        for (; at < length; at++) {
            if (left[leftAt + at] != right[rightAt + at]) {
                return false;
            }
        }
        return true;
    }
}
