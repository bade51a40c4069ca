package io.penstock.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;

/**
 * Lets Ctrl-C (and SIGTERM, and a closed terminal) end a command in good order: it is asked to stop and ends as it always
 * does. A second signal, or the end of the patience, ends the process as it is.
 *
 * <p>It is a signal handler and no shutdown hook: those run all at once, and what the command stops in order would be
 * stopped by others at the same time.
 */
final class Interruption implements AutoCloseable {

    private static final int INTERRUPTED = 130; // as shells have it: 128 and the number of the signal

    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicInteger signals = new AtomicInteger();
    private final Runnable stop;
    private final Duration patience;
    private final List<Runnable> restore = new ArrayList<>();

    private Interruption(Runnable stop, Duration patience) {
        this.stop = stop;
        this.patience = patience;
    }

    /** @param stop asks the command to end; called once, by a thread of its own */
    static Interruption calls(Runnable stop, Duration patience) {
        Interruption interruption = new Interruption(stop, patience);
        for (String signal : List.of("INT", "TERM", "HUP")) {
            Object previous = Signals.register(signal, interruption::signalled);
            interruption.restore.add(() -> Signals.unregister(signal, previous));
        }
        return interruption;
    }

    private void signalled() {
        if (signals.incrementAndGet() > 1) {
            System.exit(INTERRUPTED);
        }
        stop.run();
        try {
            if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("Gave up waiting for an orderly end.");
                System.exit(INTERRUPTED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
        restore.forEach(Runnable::run);
    }
}
