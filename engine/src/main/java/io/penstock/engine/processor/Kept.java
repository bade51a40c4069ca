package io.penstock.engine.processor;

import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StatefulProcessorHandle;
import org.jspecify.annotations.Nullable;

/** State that a processor has declared. */
abstract class Kept {

    /** Nothing is left that expires. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long SWEEPS_IN_A_LIFE = 8; // what has expired is cleared away so much later at most

    private final String name;
    private final @Nullable Long lifeMicros;
    private final Turn turn;

    Kept(String name, @Nullable Long lifeMicros, Turn turn) {
        this.name = name;
        this.lifeMicros = lifeMicros;
        this.turn = turn;
    }

    String name() {
        return name;
    }

    /** Spark's name for it: no other of ours begins so. */
    String variable() {
        return "u_" + name;
    }

    /** Declares it to Spark, in the driver or in a task. */
    abstract void bind(StatefulProcessorHandle handle);

    /** Writes what the key at hand has changed. */
    void end() {}

    /** Clears away what has expired up to a time. @return the earliest that is to expire after it, or {@link #NEVER} */
    abstract long sweep(long micros);

    /** Notes what must stay as it is for the state to be read again. */
    abstract void describe(Map<String, String> types);

    void require() {
        turn.require("state " + name);
    }

    /** When what is written now expires; nothing where it does not. */
    @Nullable
    Long expiry() {
        if (lifeMicros == null) {
            return null;
        }
        long expires = Math.addExact(turn.micros(), lifeMicros);
        sweepAfter(expires);
        return expires;
    }

    /** Has expired things be cleared away some time after this one expires, unless that is to be before. */
    void sweepAfter(long expires) {
        if (lifeMicros != null && expires != NEVER) {
            turn.sweeps().putIfAbsent(name, expires + lifeMicros / SWEEPS_IN_A_LIFE);
        }
    }

    boolean expired(Row row) {
        return expired(row, turn.micros());
    }

    static boolean expired(Row row, long micros) {
        Long expires = StateCodec.expires(row);
        return expires != null && expires <= micros;
    }

    static long expires(Row row) {
        Long expires = StateCodec.expires(row);
        return expires == null ? NEVER : expires;
    }
}
