package io.penstock.engine.driver;

import io.penstock.engine.RunControl;
import io.penstock.engine.RunListener;
import io.penstock.engine.RunStatus;
import io.penstock.engine.UnavailableException;
import io.penstock.engine.driver.DriverMessage.Kind;
import io.penstock.engine.state.CorruptStateException;
import io.penstock.engine.state.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run in a {@link DriverMain}, as its parent sees it. Thread-safe. */
final class DriverRun implements RunControl {

    private static final Logger LOG = LoggerFactory.getLogger(DriverRun.class);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10); // Spark's end, after that of the run

    private final String pipeline;
    private final Process process;
    private final Path log;
    private final RunListener listener;
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable RunStatus status;
    private volatile @Nullable RuntimeException failure;

    private DriverRun(String pipeline, Process process, Path log, RunListener listener) {
        this.pipeline = pipeline;
        this.process = process;
        this.log = log;
        this.listener = listener;
    }

    /** Gives the driver its order and waits until its run has started. Throws as the driver does. */
    static DriverRun start(String pipeline, Process process, DriverOrder order, Path log, RunListener listener) {
        DriverRun run = new DriverRun(pipeline, process, log, listener);
        run.read();
        try {
            run.write(new String(Json.bytes(order), StandardCharsets.UTF_8));
        } catch (UncheckedIOException e) {
            LOG.atDebug().setCause(e).addKeyValue("pipeline", pipeline).log("driver has ended at once");
        }
        run.awaitStart();
        return run;
    }

    private void read() {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                        String line = output.readLine();
                        while (line != null) {
                            take(Json.parse(line.getBytes(StandardCharsets.UTF_8), DriverMessage.class, "a message"));
                            line = output.readLine();
                        }
                    } catch (IOException | CorruptStateException e) {
                        LOG.atWarn()
                                .setCause(e)
                                .addKeyValue("pipeline", pipeline)
                                .log("driver is not understood");
                        process.destroyForcibly();
                    }
                    end(died());
                },
                "penstock-driver-" + pipeline);
        reader.setDaemon(true);
        reader.start();
    }

    private UnavailableException died() {
        try {
            int code = process.waitFor();
            return new UnavailableException(
                    "Cannot go on with %s, its driver has ended with exit code %d; its log is %s"
                            .formatted(pipeline, code, log));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new UnavailableException("Cannot wait for the driver of " + pipeline, e);
        }
    }

    private void take(DriverMessage message) {
        if (message.status() != null) {
            status = message.status();
        }
        if (message.batch() != null) {
            listener.batchCommitted(message.batch());
        }
        if (message.kind() == Kind.STARTED) {
            answered.countDown();
        } else if (message.kind() == Kind.ENDED) {
            end(message.exception());
        }
    }

    /** The first end counts: a driver that has said why it ends is gone a moment later. */
    private synchronized void end(@Nullable RuntimeException why) {
        if (ended.getCount() == 0) {
            return;
        }
        failure = why;
        RunStatus last = status;
        if (last != null) {
            status = last.ended(why);
        }
        boolean started = answered.getCount() == 0;
        ended.countDown();
        answered.countDown();
        if (started) {
            listener.ended(why);
        }
    }

    private void awaitStart() {
        try {
            if (!answered.await(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new UnavailableException(
                        "Cannot start %s, its driver has not said within %d s that it runs; its log is %s"
                                .formatted(pipeline, START_LIMIT.toSeconds(), log));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new UnavailableException("Cannot start " + pipeline + ", the thread was interrupted", e);
        }
        RuntimeException why = failure;
        if (why != null) {
            throw why;
        }
    }

    private void write(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot talk to the driver of " + pipeline, e);
        }
    }

    @Override
    public RunStatus status() {
        RunStatus last = status;
        if (last == null) {
            throw new IllegalStateException("Cannot tell how " + pipeline + " is, it has not started");
        }
        return last;
    }

    @Override
    public void stop(Duration limit) {
        try {
            write(DriverOrder.STOP);
        } catch (UncheckedIOException e) {
            LOG.atDebug().setCause(e).addKeyValue("pipeline", pipeline).log("driver has ended already");
        }
        try {
            boolean inTime = ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)
                    && process.waitFor(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                LOG.atWarn().addKeyValue("pipeline", pipeline).log("driver is ended by force");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly(); // does nothing to one that has ended
    }
}
