package io.penstock.engine;

import java.time.Duration;

/** A run, wherever it is. All methods may be called from any thread. */
public interface RunControl {

    RunStatus status();

    /**
     * Stops after the batches in flight are committed, or in mid-batch when they take longer than the limit; nothing is lost
     * or doubled either way, but in topics, which may get rows again.
     */
    void stop(Duration limit);
}
