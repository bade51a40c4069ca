package io.penstock.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Codes of links that sign in the owner of the home, each once and not for long. Thread-safe. */
final class SignInCodes {

    static final Duration LIFE = Duration.ofMinutes(10);
    private static final int MOST = 100;

    private final Clock clock;
    private final Map<String, Instant> codes = new LinkedHashMap<>();

    SignInCodes(Clock clock) {
        this.clock = clock;
    }

    synchronized String create() {
        Instant now = clock.instant();
        codes.values().removeIf(until -> !now.isBefore(until));
        if (codes.size() >= MOST) {
            codes.remove(codes.keySet().iterator().next());
        }
        String code = Secrets.create();
        codes.put(Secrets.digest(code), now.plus(LIFE));
        return code;
    }

    /** Whether the code is one, which it is no more then. */
    synchronized boolean take(String code) {
        Instant until = codes.remove(Secrets.digest(code));
        return until != null && clock.instant().isBefore(until);
    }
}
