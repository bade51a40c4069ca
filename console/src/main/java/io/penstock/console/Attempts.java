package io.penstock.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who guesses passwords: after {@value #FREE} failures in a row a name has to wait, a second at first, ever longer up
 * to {@link #LONGEST}; so have all names together. Thread-safe.
 */
final class Attempts {

    private static final int FREE = 4;
    private static final int FREE_TOGETHER = 50;
    private static final int MOST_NAMES = 10_000;
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration FORGOTTEN = Duration.ofHours(1);
    private static final String ALL = ""; // no name is empty

    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true);

    private record Failures(int count, Instant last) {}

    Attempts(Clock clock) {
        this.clock = clock;
    }

    /**
     * Begins an attempt, which counts as failed until it is known not to be: many at once gain nothing.
     *
     * @return how long to wait first, and then nothing has begun; nothing where there is no need to
     */
    synchronized @Nullable Duration begin(String name) {
        Instant now = clock.instant();
        failures.values().removeIf(failed -> failed.last().plus(FORGOTTEN).isBefore(now));
        Duration own = pause(failures.get(name), FREE);
        Duration all = pause(failures.get(ALL), FREE_TOGETHER);
        if (own != null || all != null) {
            return own == null || (all != null && all.compareTo(own) > 0) ? all : own;
        }
        add(name, now);
        add(ALL, now);
        if (failures.size() > MOST_NAMES) {
            failures.remove(failures.keySet().iterator().next());
        }
        return null;
    }

    private @Nullable Duration pause(@Nullable Failures failed, int free) {
        if (failed == null || failed.count() < free) {
            return null;
        }
        Duration pause = FIRST.multipliedBy(1L << Math.min(failed.count() - free, 6));
        Instant until = failed.last().plus(pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
        Duration left = Duration.between(clock.instant(), until);
        return left.isNegative() || left.isZero() ? null : left;
    }

    private void add(String name, Instant now) {
        failures.merge(name, new Failures(1, now), (old, one) -> new Failures(old.count() + 1, now));
    }

    /** The attempt did fail: the wait begins now, and not when the password began to be compared. */
    synchronized void failed(String name) {
        Instant now = clock.instant();
        failures.computeIfPresent(name, (any, failed) -> new Failures(failed.count(), now));
    }

    synchronized void succeeded(String name) {
        failures.remove(name);
        failures.computeIfPresent(
                ALL, (all, failed) -> failed.count() <= 1 ? null : new Failures(failed.count() - 1, failed.last()));
    }
}
