package io.penstock.cli.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** How long the oldest event has waited that was sent and has not come out. Not thread-safe. */
public final class Lag {

    private static final double NANOS = 1e9;

    /** At that time so many had been sent. */
    private record Sample(long nanos, long sent) {}

    private final Deque<Sample> waiting = new ArrayDeque<>();

    /**
     * @param nanos the time now
     * @param sent events sent so far
     * @param done events that have come out so far
     * @return seconds; 0 when all have come out
     */
    public double seconds(long nanos, long sent, long done) {
        Sample last = waiting.peekLast();
        if (last == null || last.sent() < sent) {
            waiting.addLast(new Sample(nanos, sent));
        }
        while (!waiting.isEmpty() && waiting.peekFirst().sent() <= done) {
            waiting.removeFirst();
        }
        Sample oldest = waiting.peekFirst();
        return oldest == null ? 0 : (nanos - oldest.nanos()) / NANOS;
    }
}
