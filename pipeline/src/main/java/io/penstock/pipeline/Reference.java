package io.penstock.pipeline;

import java.time.Duration;

/** Rows that change seldom, for views to join with: those of a file or of a table. */
public sealed interface Reference permits FileReference, TableReference {

    /** The columns that views see, as Spark writes them in DDL. */
    String schema();

    /** How old its rows may be when a batch begins. */
    Duration refresh();

    /** What its rows are read from, for people. */
    String origin();
}
