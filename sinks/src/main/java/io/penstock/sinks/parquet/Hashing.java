package io.penstock.sinks.parquet;

import java.security.SecureRandom;

/**
 * Hashes for the tables of dictionaries: each bit of a value moves each bit of its hash, also where values differ in a few high bits
 * alone, as round doubles do and words that differ in their last letter.
 *
 * <p>Variant 13 of David Stafford's "Better Bit Mixing" (2011), which also makes the numbers of {@link java.util.SplittableRandom}.
 * The seed is of this process, so that nobody can send values that are known to meet in one slot.
 */
final class Hashing {

    static final long SEED = new SecureRandom().nextLong();

    private Hashing() {}

    static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
