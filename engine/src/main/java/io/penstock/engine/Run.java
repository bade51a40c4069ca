package io.penstock.engine;

import java.time.Duration;

/** A pipeline that was started in this process. Closing it stops it. All methods may be called from any thread. */
public interface Run extends RunControl, AutoCloseable {

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
