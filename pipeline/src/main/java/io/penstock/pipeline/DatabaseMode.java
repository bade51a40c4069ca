package io.penstock.pipeline;

/** What becomes of the earlier rows of a table of a database. */
public enum DatabaseMode {
    /** A row replaces the earlier one with its key. */
    UPSERT
}
