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
    private long[] differences = new long[0];

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
            differences = new long[count];
        }
        for (int i = 0; i < count; i++) {
            wantedHashes[i] = hash(bytes, offsets[from + i], sizes[from + i]);
        }
        long[] table = slots;
        int mask = table.length - 1;
        for (int i = 0; i < count; i++) {
            found[i] = table[wantedHashes[i] & mask];
        }
        for (int i = 0; i < count; i++) {
            if (found[i] != 0 && !hasTag(found[i], wantedHashes[i])) {
                found[i] = slots[slotAfter(wantedHashes[i] & mask, wantedHashes[i])];
            }
        }
        byte[] entries = page.array();
        int end = page.size();
        for (int i = 0; i < count; i++) {
            differences[i] = difference(found[i], entries, end, bytes, offsets[from + i], sizes[from + i]);
        }
        for (int i = 0; i < count; i++) {
            int offset = offsets[from + i];
            int length = sizes[from + i];
            int id = differences[i] == 0
                            && (length <= 2 * Long.BYTES || isSameBetween(place(found[i]), bytes, offset, length))
                    ? id(found[i])
                    : look(wantedHashes[i], bytes, offset, length);
            if (id < 0) {
                return from + i;
            }
            ids[idsAt + i] = id;
        }
        return to;
    }

    /** 0 where a slot has the length, the first eight bytes and the last eight of a string; a string of fewer is not told apart here. */
    private long difference(long held, byte[] entries, int end, byte[] bytes, int offset, int length) {
        int place = place(held);
        if (held == 0 || length < Long.BYTES || place + length > end) {
            return -1;
        }
        int last = length - Long.BYTES;
        long lengths = withLength ? (int) PageBytes.INT.get(entries, place - Integer.BYTES) ^ length : 0;
        return lengths
                | (long) PageBytes.LONG.get(entries, place) ^ (long) PageBytes.LONG.get(bytes, offset)
                | (long) PageBytes.LONG.get(entries, place + last) ^ (long) PageBytes.LONG.get(bytes, offset + last);
    }

    /** Whether a string whose ends are known to be the same is the same between them. */
    private boolean isSameBetween(int place, byte[] bytes, int offset, int length) {
        byte[] entries = page.array();
        for (int at = Long.BYTES; at < length - Long.BYTES; at += Long.BYTES) {
            if ((long) PageBytes.LONG.get(entries, place + at) != (long) PageBytes.LONG.get(bytes, offset + at)) {
                return false;
            }
        }
        return true;
    }

    private int look(int hash, byte[] bytes, int offset, int length) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            if (hasTag(slots[slot], hash) && isSame(place(slots[slot]), bytes, offset, length)) {
                return id(slots[slot]);
            }
            slot = slot + 1 & mask;
        }
        return hasRoom(length) ? add(slot, hash, bytes, offset, length) : -1;
    }

    /** The next slot that is free or may be that of a hash. */
    private int slotAfter(int slot, int hash) {
        int next = slot;
        do {
            next = next + 1 & slots.length - 1;
        } while (slots[next] != 0 && !hasTag(slots[next], hash));
        return next;
    }

    private static boolean hasTag(long held, int hash) {
        return held >>> TAG_SHIFT == hash >>> HASH_SHIFT;
    }

    private boolean isSame(int place, byte[] bytes, int offset, int length) {
        byte[] entries = page.array();
        return (!withLength || (int) PageBytes.INT.get(entries, place - Integer.BYTES) == length)
                && Arrays.equals(entries, place, place + length, bytes, offset, offset + length);
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
        long hash = Hashing.SEED ^ length;
        int end = offset + length;
        int at = offset;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            hash = Hashing.mix(hash ^ (long) PageBytes.LONG.get(bytes, at));
        }
        if (at < end) {
            hash = Hashing.mix(hash ^ tail(bytes, offset, at, end));
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
}
