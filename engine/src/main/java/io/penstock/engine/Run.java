package io.penstock.engine;

import java.time.Duration;

/** A pipeline that was started. Closing it stops it. All methods may be called from any thread. */
public interface Run extends AutoCloseable {

    RunStatus status();

    /**
     * Stops after the batches in flight are committed, or in mid-batch when they take longer than the limit; nothing is lost
     * or doubled either way.
     */
    void stop(Duration limit);

    /** Waits for the end. @return whether it came within the limit */
    boolean awaitEnd(Duration limit);

    /**
     * Waits until everything that was in the topics at the time of the call is committed.
     *
     * @throws UnavailableException when that takes longer than the limit
     * @throws PipelineFailedException when the run fails meanwhile
     */
    void awaitCaughtUp(Duration limit);

    @Override
    void close();
}
