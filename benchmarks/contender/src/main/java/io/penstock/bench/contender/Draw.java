package io.penstock.bench.contender;

/**
 * Numbers that look random and depend on nothing but the seed: SplitMix64 (Steele, Lea and Flood, 2014).
 *
 * <p>Not thread-safe.
 */
final class Draw {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final int STRIDE = 32; // an event draws less often than that

    private long state;

    /** Begins the numbers of an event. */
    Draw event(long seed, long index) {
        state = mix(seed) + index * STRIDE * GAMMA;
        return this;
    }

    long next() {
        state += GAMMA;
        return mix(state);
    }

    /** A number from 0 to below the bound. */
    int below(int bound) {
        return (int) ((next() >>> 32) * bound >>> 32);
    }

    /** A number from 0 to below the bound; small ones come more often, as popular things do. */
    int skewedBelow(int bound) {
        double uniform = (next() >>> 11) * 0x1.0p-53;
        return (int) (uniform * uniform * bound);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
