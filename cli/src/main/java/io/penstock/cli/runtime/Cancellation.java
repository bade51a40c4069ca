package io.penstock.cli.runtime;

/** Ends a request from another thread, before it begins or while it runs, and those that would come after it. Thread-safe. */
public final class Cancellation {

    private static final Runnable NOTHING = () -> {};

    private Runnable action = NOTHING;
    private boolean cancelled;

    /** Closes the connection, upon which the runtime stops what it does for it. A second call does nothing. */
    public synchronized void cancel() {
        if (!cancelled) {
            cancelled = true;
            action.run();
        }
    }

    public synchronized boolean cancelled() {
        return cancelled;
    }

    /** Says what there is to be ended from now on. */
    synchronized void ends(Runnable what) {
        action = what;
        if (cancelled) {
            what.run();
        }
    }
}
