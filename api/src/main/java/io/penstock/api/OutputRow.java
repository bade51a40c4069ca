package io.penstock.api;

import org.jspecify.annotations.Nullable;

/** A row that is being emitted. Columns that are not set are NULL. */
public interface OutputRow {

    /**
     * Sets a column.
     *
     * @param value as {@link Row#value} would give it: a whole number may be of any width that fits, and a DOUBLE any number
     * @throws IllegalArgumentException when there is no such column, or it is of another type
     */
    OutputRow set(String column, @Nullable Object value);
}
