package io.penstock.engine.audit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of offsets: a bit each, in buckets that exist only where there is an offset. The buckets are those of Spark's {@code
 * bitmap_bucket_number(offset + 1)} and {@code bitmap_bit_position(offset + 1)}, so that a table's offsets are gathered by SQL.
 */
final class OffsetSet {

    static final int BUCKET = 32_768;

    private final TreeMap<Long, BitSet> buckets = new TreeMap<>();

    void add(long offset) {
        bucket(offset / BUCKET).set((int) (offset % BUCKET));
    }

    /** Adds a bitmap of Spark's. @param number bucket number, from 1 */
    void addBitmap(long number, byte[] bits) {
        bucket(number - 1).or(BitSet.valueOf(bits));
    }

    private BitSet bucket(long number) {
        return buckets.computeIfAbsent(number, key -> new BitSet(BUCKET));
    }

    boolean contains(long offset) {
        BitSet bits = buckets.get(offset / BUCKET);
        return bits != null && bits.get((int) (offset % BUCKET));
    }

    long size() {
        return buckets.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    /** The offsets of a range. */
    OffsetSet within(long from, long until) {
        OffsetSet result = new OffsetSet();
        if (from >= until) {
            return result;
        }
        for (Map.Entry<Long, BitSet> entry :
                buckets.subMap(from / BUCKET, true, (until - 1) / BUCKET, true).entrySet()) {
            BitSet bits = (BitSet) entry.getValue().clone();
            long start = entry.getKey() * BUCKET;
            if (from > start) {
                bits.clear(0, (int) (from - start));
            }
            if (until < start + BUCKET) {
                bits.clear((int) (until - start), BUCKET);
            }
            result.buckets.put(entry.getKey(), bits);
        }
        return result;
    }

    OffsetSet or(OffsetSet other) {
        OffsetSet result = copy();
        other.buckets.forEach((number, bits) -> result.bucket(number).or(bits));
        return result;
    }

    OffsetSet and(OffsetSet other) {
        OffsetSet result = new OffsetSet();
        buckets.forEach((number, bits) -> {
            BitSet others = other.buckets.get(number);
            if (others != null) {
                BitSet both = (BitSet) bits.clone();
                both.and(others);
                result.buckets.put(number, both);
            }
        });
        return result;
    }

    OffsetSet minus(OffsetSet other) {
        OffsetSet result = copy();
        other.buckets.forEach((number, bits) -> {
            BitSet left = result.buckets.get(number);
            if (left != null) {
                left.andNot(bits);
            }
        });
        return result;
    }

    private OffsetSet copy() {
        OffsetSet copy = new OffsetSet();
        buckets.forEach((number, bits) -> copy.buckets.put(number, (BitSet) bits.clone()));
        return copy;
    }

    /** The first offsets, ascending. */
    List<Long> first(int limit) {
        List<Long> offsets = new ArrayList<>();
        for (Map.Entry<Long, BitSet> entry : buckets.entrySet()) {
            BitSet bits = entry.getValue();
            for (int bit = bits.nextSetBit(0); bit >= 0; bit = bits.nextSetBit(bit + 1)) {
                if (offsets.size() == limit) {
                    return offsets;
                }
                offsets.add(entry.getKey() * BUCKET + bit);
            }
        }
        return offsets;
    }

    /** The greatest offset. @throws java.util.NoSuchElementException when the set is empty */
    long last() {
        long greatest = -1;
        for (Map.Entry<Long, BitSet> entry : buckets.entrySet()) {
            if (!entry.getValue().isEmpty()) {
                greatest = entry.getKey() * BUCKET + entry.getValue().length() - 1;
            }
        }
        if (greatest < 0) {
            throw new java.util.NoSuchElementException("the set is empty");
        }
        return greatest;
    }

    /** Offsets for a person: {@code 17, 20 to 29}, and how many more there are. */
    @Override
    public String toString() {
        return describe(first(MAX_LISTED), size());
    }

    private static final int MAX_LISTED = 10_000;
    private static final int MAX_RANGES = 10;

    private static String describe(List<Long> offsets, long size) {
        List<String> ranges = new ArrayList<>();
        int listed = 0;
        for (int i = 0; i < offsets.size() && ranges.size() < MAX_RANGES; ) {
            int end = i;
            while (end + 1 < offsets.size() && offsets.get(end + 1) == offsets.get(end) + 1) {
                end++;
            }
            ranges.add(end == i ? "" + offsets.get(i) : offsets.get(i) + " to " + offsets.get(end));
            listed += end - i + 1;
            i = end + 1;
        }
        String text = String.join(", ", ranges);
        return listed < size ? text + " and " + (size - listed) + " more" : text;
    }
}
