package io.penstock.local;

/** The services of a home as children of this process: they end at {@link #close()} or with this process, whatever ends it. */
public sealed interface RunningServices extends AutoCloseable permits Supervisor, LoneRuntime {

    /** Stops the runtime after its batches, then the broker. May be called again. */
    @Override
    void close();
}
