package io.penstock.console;

import java.time.Duration;
import java.time.Instant;

/**
 * Somebody who is signed in.
 *
 * @param key what the store knows it by: a digest of what the cookie has
 * @param csrf what a request that changes something has to have as a header
 * @param until when it ends at the latest
 * @param used when a request last came, its streams of events aside
 */
record Session(String key, String name, Role role, String csrf, Instant until, Instant used) {

    static final Duration LONGEST = Duration.ofHours(12);
    static final Duration LONGEST_IDLE = Duration.ofHours(2);

    boolean aliveAt(Instant now) {
        return now.isBefore(until) && now.isBefore(used.plus(LONGEST_IDLE));
    }

    Session usedAt(Instant now) {
        return new Session(key, name, role, csrf, until, now);
    }
}
