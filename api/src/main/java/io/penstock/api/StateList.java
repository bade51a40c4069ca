package io.penstock.api;

import java.util.List;

/** A list that is kept for each key: here, that of the key at hand. To be used while a row or a timer is handled. */
public interface StateList<T> {

    /** Adds an element at the end, without reading the others. */
    void add(T element);

    /** All elements that have not expired, in the order in which they were added. It is a copy. */
    List<T> all();

    void clear();
}
