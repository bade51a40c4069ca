package io.penstock.pipeline;

/** What happens to rows that come too late for a view that computes over time. They are counted either way. */
public enum LateRows {
    /** They are kept whole, with their delay, in the table {@code late.<pipeline>}. */
    SIDE_TABLE,
    /** They are left out. */
    DROP
}
