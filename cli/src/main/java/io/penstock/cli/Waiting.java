package io.penstock.cli;

import io.penstock.cli.terminal.LiveLine;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows on a terminal for how long something has been going on; elsewhere nothing. */
final class Waiting implements AutoCloseable {

    private static final long TICK_MILLIS = 200;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread;

    private Waiting(LiveLine line, String what) {
        this.thread = new Thread(() -> show(line, what), "penstock-waiting");
        thread.setDaemon(true);
    }

    static Waiting show(Context context, String what) {
        Waiting waiting = new Waiting(new LiveLine(context.err(), context.terminal(), context.columns()), what);
        if (context.terminal()) {
            waiting.thread.start();
        }
        return waiting;
    }

    private void show(LiveLine line, String what) {
        long started = System.nanoTime();
        try {
            while (!done.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
                line.show("%s, %d s".formatted(what, elapsed.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        line.erase();
    }

    /** Takes the line off the screen. */
    @Override
    public void close() {
        done.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
