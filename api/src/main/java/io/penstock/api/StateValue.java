package io.penstock.api;

import java.util.Optional;

/** A value that is kept for each key: here, that of the key at hand. To be used while a row or a timer is handled. */
public interface StateValue<T> {

    /** The value; nothing when none was set, or it has expired. */
    Optional<T> find();

    /** The value, or {@code otherwise}. */
    default T orElse(T otherwise) {
        return find().orElse(otherwise);
    }

    void set(T value);

    void clear();
}
