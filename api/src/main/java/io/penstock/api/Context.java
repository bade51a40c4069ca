package io.penstock.api;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** The key at hand, its time and its timers, and the way out. To be used while a row or a timer is handled. */
public interface Context {

    /** The key, with the columns that the pipeline file names. */
    Row key();

    /** Event time of the row, or of the timer: it never goes back for a key. */
    Instant time();

    /**
     * Sets a timer of the key, in the place of an earlier one of that name.
     *
     * @param at to the microsecond; not before {@link #time}, and in a timer later than that
     * @throws IllegalArgumentException when it is
     */
    void setTimer(String name, Instant at);

    /** Cancels a timer of the key, if it is set. */
    void cancelTimer(String name);

    /** When a timer of the key goes off; nothing when it is not set. */
    Optional<Instant> findTimer(String name);

    /** Emits a row of the view. @param columns sets them */
    void emit(Consumer<OutputRow> columns);

    /**
     * Puts the row at hand aside: it becomes a dead letter of the view. Whether state remembers it is up to the processor; what was
     * emitted stays.
     *
     * @param rule what the row offends against, to count and filter by: small letters, digits and {@code -}
     * @param reason what is wrong with this row, for people
     * @throws IllegalStateException when no row is handled, or it was rejected already
     */
    void reject(String rule, String reason);
}
