package io.penstock.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C (and SIGTERM) end a command in good order: the process stays until this is closed or the patience is over.
 */
final class Interruption implements AutoCloseable {

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Runnable stop, Duration patience) {
        this.hook = new Thread(() -> end(stop, patience), "penstock-interruption");
    }

    /** @param stop asks the command to end; called by a thread of its own */
    static Interruption calls(Runnable stop, Duration patience) {
        Interruption interruption = new Interruption(stop, patience);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void end(Runnable stop, Duration patience) {
        stop.run();
        try {
            if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("Gave up waiting for an orderly end.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process is ending: the hook has run or runs
        }
    }
}
