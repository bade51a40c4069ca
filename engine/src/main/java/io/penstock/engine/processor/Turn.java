package io.penstock.engine.processor;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is going on in a task: the event time at hand, and the timers of the key at hand. */
final class Turn {

    /** What a processor is called for. */
    enum Call {
        NONE,
        ROW,
        TIMER
    }

    private final Map<String, Long> timers = new TreeMap<>();
    private final Map<String, Long> sweeps = new TreeMap<>();
    private Call call = Call.NONE;
    private long micros;

    /** Timers by name, in microseconds since the epoch; that of the key at hand. */
    Map<String, Long> timers() {
        return timers;
    }

    /** When state that expires is next looked through, by its name. */
    Map<String, Long> sweeps() {
        return sweeps;
    }

    void begin(Call next, long at) {
        call = next;
        micros = at;
    }

    void end() {
        call = Call.NONE;
    }

    Call call() {
        return call;
    }

    /** The event time at hand, in microseconds since the epoch. */
    long micros() {
        return micros;
    }

    /** @throws IllegalStateException when no key is at hand */
    void require(String what) {
        if (call == Call.NONE) {
            throw new IllegalStateException(
                    "Cannot use %s here, only while a row or a timer is handled".formatted(what));
        }
    }

    /** The first timer to go off: the earliest, and of several the first by name. */
    Map.@Nullable Entry<String, Long> firstTimer() {
        Map.@Nullable Entry<String, Long> first = null;
        for (Map.Entry<String, Long> timer : timers.entrySet()) {
            if (first == null || timer.getValue() < first.getValue()) {
                first = Map.entry(timer.getKey(), timer.getValue());
            }
        }
        return first;
    }
}
