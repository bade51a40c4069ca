package io.penstock.api;

import java.util.Map;
import java.util.Optional;

/** A map that is kept for each key: here, that of the key at hand. To be used while a row or a timer is handled. */
public interface StateMap<K extends Comparable<? super K>, V> {

    /** The value of a map key; nothing when there is none, or it has expired. Reads that entry only. */
    Optional<V> find(K key);

    void put(K key, V value);

    void remove(K key);

    /** All entries that have not expired, in the order of their keys. It is a copy. */
    Map<K, V> all();

    void clear();
}
