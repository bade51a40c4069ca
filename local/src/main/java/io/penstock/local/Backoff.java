package io.penstock.local;

import java.time.Duration;

/** The pauses before a dead service is started again: doubling from a second to half a minute, from the start after a calm time. */
final class Backoff {

    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);
    static final Duration CALM = Duration.ofMinutes(1);

    private Duration next = FIRST;

    /** @param served how long the service ran before it died */
    Duration pauseAfter(Duration served) {
        if (served.compareTo(CALM) >= 0) {
            next = FIRST;
        }
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }
}
