package io.penstock.sinks.parquet;

import java.util.Arrays;

/**
 * Byte strings by the order in which they were first seen, held as the page of a dictionary holds them.
 *
 * <p>A hash table with open addressing. What costs time is memory that is not in a cache: a slot says where the bytes are and what their
 * id is, so that two accesses find a string; and many strings are looked up in steps, each step for all of them, so that the
 * processor waits for several of them at once.
 */
final class BytesDictionary {

    private static final int SMALLEST = 64;

    // a slot: 14 bits of the hash, 28 bits of the place, 22 bits of the id and 1; 0 where it is free
    private static final int ID_BITS = 22;
    private static final int PLACE_BITS = 28;
    private static final int TAG_SHIFT = ID_BITS + PLACE_BITS;
    private static final int HASH_SHIFT = 18; // leaves 14 bits
    private static final long ID_MASK = (1L << ID_BITS) - 1;
    private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;

    private final int limit;
    private final boolean withLength;
    private final PageBytes page = new PageBytes();
    private long[] slots = new long[SMALLEST];
    private int[] hashes = new int[SMALLEST]; // by id
    private int[] starts = new int[SMALLEST]; // of the bytes, by id
    private int size;
    private int[] wantedHashes = new int[0];
    private long[] found = new long[0];
    private int[] foundLengths = new int[0];

    /**
     * @param limit how many bytes it takes at most
     * @param withLength whether each string is written after its length, as strings of various lengths are
     */
    BytesDictionary(int limit, boolean withLength) {
        this.limit = (int) Math.min(limit, PLACE_MASK);
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
        int end = id + 1 < size ? starts[id + 1] - (withLength ? Integer.BYTES : 0) : page.size();
        return end - starts[id];
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
        int count = to - from;
        if (count > found.length) {
            wantedHashes = new int[count];
            found = new long[count];
            foundLengths = new int[count];
        }
        for (int i = 0; i < count; i++) {
            wantedHashes[i] = hash(bytes, offsets[from + i], sizes[from + i]);
        }
        long[] table = slots;
        int mask = table.length - 1;
        for (int i = 0; i < count; i++) {
            found[i] = table[wantedHashes[i] & mask];
        }
        byte[] entries = page.array();
        for (int i = 0; i < count; i++) {
            foundLengths[i] = found[i] == 0 ? -1 : withLength ? lengthOf(found[i], entries) : sizes[from + i];
        }
        for (int i = 0; i < count; i++) {
            long held = found[i];
            int offset = offsets[from + i];
            int length = sizes[from + i];
            int id = foundLengths[i] == length && isSame(held, wantedHashes[i], bytes, offset, length)
                    ? id(held)
                    : look(wantedHashes[i], bytes, offset, length);
            if (id < 0) {
                return from + i;
            }
            ids[idsAt + i] = id;
        }
        return to;
    }

    private int look(int hash, byte[] bytes, int offset, int length) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            if ((!withLength || lengthOf(slots[slot], page.array()) == length)
                    && isSame(slots[slot], hash, bytes, offset, length)) {
                return id(slots[slot]);
            }
            slot = slot + 1 & mask;
        }
        return hasRoom(length) ? add(slot, hash, bytes, offset, length) : -1;
    }

    /** Whether a slot is that of a string; it is known to have its length. */
    private boolean isSame(long held, int hash, byte[] bytes, int offset, int length) {
        return held >>> TAG_SHIFT == hash >>> HASH_SHIFT && equal(page.array(), place(held), bytes, offset, length);
    }

    private static int lengthOf(long held, byte[] entries) {
        return (int) PageBytes.INT.get(entries, place(held) - Integer.BYTES);
    }

    private static int place(long held) {
        return (int) (held >>> ID_BITS & PLACE_MASK);
    }

    private static int id(long held) {
        return (int) (held & ID_MASK) - 1;
    }

    private boolean hasRoom(int length) {
        return (long) page.size() + length + Integer.BYTES <= limit && size < ID_MASK - 1;
    }

    private int add(int slot, int hash, byte[] bytes, int offset, int length) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        if (withLength) {
            page.putInt(length);
        }
        starts[size] = page.size();
        hashes[size] = hash;
        page.put(bytes, offset, length);
        slots[slot] = slot(size);
        size++;
        if (size * 4L > slots.length * 3L) {
            grow();
        }
        return size - 1;
    }

    private long slot(int id) {
        return (long) (hashes[id] >>> HASH_SHIFT) << TAG_SHIFT | (long) starts[id] << ID_BITS | id + 1;
    }

    private void grow() {
        slots = new long[slots.length * 2];
        int mask = slots.length - 1;
        for (int id = 0; id < size; id++) {
            int slot = hashes[id] & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = slot(id);
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
