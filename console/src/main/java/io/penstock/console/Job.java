package io.penstock.console;

import io.penstock.engine.BatchReport;
import io.penstock.engine.Engine;
import io.penstock.engine.Run;
import io.penstock.engine.RunListener;
import io.penstock.engine.StopRequest;
import io.penstock.engine.UnavailableException;
import io.penstock.pipeline.Pipeline;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline in this process until it ends, is stopped, or fails. Its log lines are sentences: the layouts of clusters' logs
 * leave key-values out.
 *
 * <p>What something outside is the reason of (no broker, no right) is tried again here, ever later up to half a minute, until
 * the patience is at its end: to start a cluster's application again takes a minute, and schedulers count how often they do.
 *
 * <p><b>Threads:</b> {@link #stop} may be called from any; the rest is one thread's.
 */
final class Job {

    private static final Logger LOG = LoggerFactory.getLogger(Job.class);

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LOOK_FOR_REQUEST = Duration.ofSeconds(5); // an object store takes money for each
    private static final Duration STOP_LIMIT = Duration.ofSeconds(25); // Kubernetes waits for 30 s
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration STABLE = Duration.ofMinutes(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    private final Engine engine;
    private final Pipeline pipeline;
    private final StopRequest request;
    private final Duration patience;
    private volatile boolean stopped;
    private volatile long committedNanos = System.nanoTime();
    private long lookedNanos = System.nanoTime() - LOOK_FOR_REQUEST.toNanos();

    Job(Engine engine, Pipeline pipeline, StopRequest request, Duration patience) {
        this.engine = engine;
        this.pipeline = pipeline;
        this.request = request;
        this.patience = patience;
    }

    /** How a job ended that did not fail. */
    enum End {
        FINISHED("it has read all there was"),
        REQUESTED("as somebody has asked for"),
        STOPPED("as the process is told to end");

        private final String why;

        End(String why) {
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    /** Ends it after the batch at hand. */
    void stop() {
        stopped = true;
    }

    /** Runs it to its end. @throws RuntimeException why it failed, as {@link Engine#start} and its runs have it */
    End run() {
        Duration delay = FIRST_RETRY;
        long failingNanos = System.nanoTime();
        while (true) {
            long began = System.nanoTime();
            try {
                return runOnce();
            } catch (UnavailableException e) {
                long now = System.nanoTime();
                if (committedNanos > began || now - began > STABLE.toNanos()) { // it was well meanwhile
                    failingNanos = now;
                    delay = FIRST_RETRY;
                }
                if (now - failingNanos > patience.toNanos()) {
                    throw e;
                }
                LOG.atWarn().setCause(e).log("{} waits {} s: {}", pipeline.name(), delay.toSeconds(), e.getMessage());
                End end = await(delay);
                if (end != null) {
                    return end;
                }
                Duration twice = delay.multipliedBy(2);
                delay = twice.compareTo(LONGEST_RETRY) < 0 ? twice : LONGEST_RETRY;
            }
        }
    }

    private End runOnce() {
        End asked = asked();
        if (asked != null) {
            return done(asked);
        }
        Listener listener = new Listener();
        try (Run run = engine.start(pipeline, listener)) {
            LOG.info("{} runs", pipeline.name());
            while (!listener.awaitEnd()) {
                asked = asked();
                if (asked != null) {
                    LOG.info("{} stops after the batch at hand, {}", pipeline.name(), asked.why());
                    run.stop(STOP_LIMIT);
                    return done(asked);
                }
            }
        }
        listener.throwFailure();
        return End.FINISHED;
    }

    private End done(End asked) {
        if (asked == End.REQUESTED) {
            request.withdraw(); // behind the stop: a driver that dies before is stopped by the next one's look
        }
        return asked;
    }

    private @Nullable End await(Duration delay) {
        long deadline = System.nanoTime() + delay.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                Thread.sleep(LOOK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return End.STOPPED;
            }
            End asked = asked();
            if (asked != null) {
                return done(asked);
            }
        }
        return null;
    }

    private @Nullable End asked() {
        if (stopped) {
            return End.STOPPED;
        }
        if (System.nanoTime() - lookedNanos < LOOK_FOR_REQUEST.toNanos()) {
            return null;
        }
        lookedNanos = System.nanoTime();
        try {
            return request.made() ? End.REQUESTED : null;
        } catch (UncheckedIOException e) {
            LOG.atWarn().setCause(e).log("{} could not look for a stop request", pipeline.name());
            return null;
        }
    }

    private final class Listener implements RunListener {

        private final CountDownLatch end = new CountDownLatch(1);
        private volatile @Nullable Throwable failure;

        /** Waits for a moment. @return whether the run is over */
        boolean awaitEnd() {
            try {
                return end.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stop();
                return false;
            }
        }

        void throwFailure() {
            Throwable why = failure;
            if (why instanceof RuntimeException known) {
                throw known;
            } else if (why != null) {
                throw new IllegalStateException(why);
            }
        }

        @Override
        public void batchCommitted(BatchReport batch) {
            committedNanos = System.nanoTime();
            LOG.info(
                    "{}/{} batch {} committed: {} records, {} dead letters, {} late, {} ms",
                    pipeline.name(),
                    batch.query(),
                    batch.batch(),
                    batch.records(),
                    batch.deadLetters(),
                    batch.late(),
                    batch.millis());
        }

        @Override
        public void ended(@Nullable Throwable why) {
            failure = why;
            end.countDown();
        }
    }
}
