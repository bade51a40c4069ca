package io.penstock.console;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in, in memory: the end of the process signs all out. Secrets are kept as digests. Thread-safe.
 *
 * <p><b>Limits:</b> a session ends after {@link Session#LONGEST}, or when nothing came for {@link Session#LONGEST_IDLE}. There are
 * {@value #MOST} at most; the one that was not used for the longest time makes room.
 */
final class Sessions {

    private static final int MOST = 1_000;

    private final Clock clock;
    private final Map<String, Session> sessions = new HashMap<>();

    Sessions(Clock clock) {
        this.clock = clock;
    }

    /** What a cookie gets, and what it stands for. */
    record Begun(String secret, Session session) {}

    synchronized Begun begin(String name, Role role) {
        Instant now = clock.instant();
        sessions.values().removeIf(session -> !session.aliveAt(now));
        if (sessions.size() >= MOST) {
            sessions.values().stream()
                    .min(Comparator.comparing(Session::used))
                    .ifPresent(oldest -> sessions.remove(oldest.key()));
        }
        String secret = Secrets.create();
        String key = Secrets.digest(secret);
        Session session = new Session(key, name, role, Secrets.create(), now.plus(Session.LONGEST), now);
        sessions.put(key, session);
        return new Begun(secret, session);
    }

    /** The session of a cookie, which is used by that; nothing where there is none, or it has ended. */
    synchronized @Nullable Session use(String secret) {
        Instant now = clock.instant();
        return sessions.computeIfPresent(
                Secrets.digest(secret), (key, session) -> session.aliveAt(now) ? session.usedAt(now) : null);
    }

    synchronized boolean alive(String key) {
        Session session = sessions.get(key);
        return session != null && session.aliveAt(clock.instant());
    }

    synchronized void end(String key) {
        sessions.remove(key);
    }

    synchronized void endAllOf(String name) {
        sessions.values().removeIf(session -> session.name().equals(name));
    }
}
