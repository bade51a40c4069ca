package io.penstock.cli.produce;

import java.util.SplittableRandom;

/**
 * Chooses which events are bad: of so many events exactly the rounded share, spread at random by the seed.
 *
 * <p>Takes each event with the probability (bad ones left) / (events left), which makes every choice of positions equally
 * likely and needs no list of them (Knuth, The Art of Computer Programming, volume 2, algorithm 3.4.2 S). A stream without
 * an end is cut into blocks, and after each block the share is exact.
 */
final class BadPositions {

    static final long BLOCK = 1_000;

    private final SplittableRandom random;
    private final double share;
    private final boolean endless;
    private long seen;
    private long eventsLeft;
    private long chosen;
    private long badLeft;

    BadPositions(long events, double share, SplittableRandom random) {
        this.random = random;
        this.share = share;
        this.endless = events == Generator.ENDLESS;
        this.eventsLeft = endless ? 0 : events;
        this.badLeft = endless ? 0 : Math.round(events * share);
    }

    /** Whether the next event is bad. */
    boolean next() {
        if (eventsLeft == 0 && endless) {
            eventsLeft = BLOCK;
            badLeft = Math.round((seen + BLOCK) * share) - chosen;
        }
        boolean bad = badLeft > 0 && random.nextDouble() * eventsLeft < badLeft;
        seen++;
        eventsLeft--;
        if (bad) {
            badLeft--;
            chosen++;
        }
        return bad;
    }
}
