package io.penstock.pipeline;

/** What becomes of the rows that a table holds when others are written to it. */
public enum WriteMode {
    /** They stay. */
    APPEND,
    /** Those with the key of a new row are replaced by it. */
    UPSERT
}
