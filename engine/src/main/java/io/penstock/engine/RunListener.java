package io.penstock.engine;

import org.jspecify.annotations.Nullable;

/** Told what happens in a run, on the run's threads; it should return soon. */
public interface RunListener {

    /** A listener that wants to know nothing. */
    RunListener NONE = new RunListener() {};

    /** The batch is in the tables, the dead letters and the ledger. */
    default void batchCommitted(BatchReport batch) {}

    /** The run is over. @param failure why, or nothing when it was stopped or had read all there was */
    default void ended(@Nullable Throwable failure) {}
}
