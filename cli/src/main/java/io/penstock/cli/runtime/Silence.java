package io.penstock.cli.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes a stream that has been silent for too long, so that a read on it ends. The limit of an HTTP request covers its
 * headers only.
 */
final class Silence implements AutoCloseable {

    private final InputStream stream;
    private final long limit;
    private final AtomicLong heard = new AtomicLong(System.nanoTime());
    private final Thread watch;
    private volatile boolean done;
    private volatile boolean expired;

    Silence(InputStream stream, Duration limit) {
        this.stream = stream;
        this.limit = limit.toNanos();
        this.watch = new Thread(this::watch, "penstock-silence");
        watch.setDaemon(true);
        watch.start();
    }

    void heard() {
        heard.lazySet(System.nanoTime());
    }

    /** Whether the stream was closed for its silence. */
    boolean expired() {
        return expired;
    }

    private void watch() {
        while (!done) {
            long left = limit - (System.nanoTime() - heard.get());
            if (left <= 0) {
                expired = true;
                closeStream();
                return;
            }
            LockSupport.parkNanos(this, left);
        }
    }

    private void closeStream() {
        try {
            stream.close();
        } catch (IOException e) {
            done = true; // the reader sees the end either way
        }
    }

    @Override
    public void close() {
        done = true;
        LockSupport.unpark(watch);
    }
}
