package io.penstock.api;

import java.time.Duration;

/**
 * What a processor gets before the first row: its settings, and state for each key.
 *
 * <p>State has a name, of letters, digits and {@code _}, and a type: {@link String}, {@link Boolean}, {@link Integer}, {@link Long},
 * {@link Double}, {@link java.time.Instant}, {@link java.time.LocalDate}, {@link java.math.BigDecimal}, {@code byte[]}, or a
 * {@code record} of these (primitive ones too), of other records and of {@link java.util.List}s of all these. An Instant is kept in
 * microseconds, a BigDecimal with 18 digits behind the point.
 *
 * <p><b>Changes:</b> while a pipeline keeps state, a record may gain components, and a processor state: what was kept before has
 * {@code null} there, or 0 or false where the component is primitive. Names and types of what there is stay.
 *
 * <p>State with an {@code expiresAfter} is gone once the event time of its key has come so far behind the time at which it was
 * written; in a list and a map, each entry for itself.
 */
public interface Setup {

    /** A setting of the pipeline file. @throws IllegalArgumentException when it is not there */
    String setting(String name);

    /** A setting of the pipeline file, or {@code otherwise} when it is not there. */
    String setting(String name, String otherwise);

    /** Declares a single value. */
    <T> StateValue<T> value(String name, Class<T> type);

    /** Declares a single value that expires. */
    <T> StateValue<T> value(String name, Class<T> type, Duration expiresAfter);

    /** Declares a list. */
    <T> StateList<T> list(String name, Class<T> type);

    /** Declares a list whose elements expire. */
    <T> StateList<T> list(String name, Class<T> type, Duration expiresAfter);

    /** Declares a map. @param key String, Boolean, Integer, Long, Instant or LocalDate */
    <K extends Comparable<? super K>, V> StateMap<K, V> map(String name, Class<K> key, Class<V> value);

    /** Declares a map whose entries expire. @param key String, Boolean, Integer, Long, Instant or LocalDate */
    <K extends Comparable<? super K>, V> StateMap<K, V> map(
            String name, Class<K> key, Class<V> value, Duration expiresAfter);
}
