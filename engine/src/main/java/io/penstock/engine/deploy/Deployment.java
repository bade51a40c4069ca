package io.penstock.engine.deploy;

import io.penstock.engine.BatchReport;
import io.penstock.engine.Engine;
import io.penstock.engine.IndexBacklog;
import io.penstock.engine.InvalidPipelineException;
import io.penstock.engine.RefusedException;
import io.penstock.engine.ResetReport;
import io.penstock.engine.RunControl;
import io.penstock.engine.RunListener;
import io.penstock.engine.RunStatus;
import io.penstock.engine.UnavailableException;
import io.penstock.engine.deploy.Definition.Wanted;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.engine.state.CorruptStateException;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Trigger;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One deployed pipeline. What changes it goes one after the other, under a lock that a start or a stop may hold for a minute;
 * {@link #status} never waits for it.
 */
final class Deployment {

    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
    private static final Duration STABLE = Duration.ofMinutes(1);

    private final Engine engine;
    private final RunStarter starter;
    private final DefinitionStore store;
    private final ScheduledExecutorService executor;
    private final BatchLog batches = new BatchLog();
    private final ReentrantLock lock = new ReentrantLock();

    private volatile Definition definition;
    private volatile DeploymentState state = DeploymentState.STOPPED;
    private volatile @Nullable String error;
    private volatile @Nullable RunControl run;
    private volatile @Nullable RunStatus last;

    /** What was done before this process. */
    private volatile LedgerTotals before;

    /** What indices lacked before this process. */
    private volatile Map<String, IndexBacklog> lackingBefore;

    /** Counts the runs, so that the end of one that is over already is not taken for that of the next. */
    private long runs;

    private long startedNanos;
    private int failedAttempts;
    private @Nullable ScheduledFuture<?> retry;
    private boolean closed;

    Deployment(
            Engine engine,
            RunStarter starter,
            DefinitionStore store,
            ScheduledExecutorService executor,
            Definition definition) {
        this.engine = engine;
        this.starter = starter;
        this.store = store;
        this.executor = executor;
        this.definition = definition;
        this.before = totals(engine, definition);
        this.lackingBefore = lacking(engine, definition);
    }

    private static Map<String, IndexBacklog> lacking(Engine engine, Definition definition) {
        try {
            return definition.started() ? engine.lacking(definition.pipeline()) : Map.of();
        } catch (CorruptStateException | InvalidPipelineException e) {
            return Map.of(); // its start will say so
        }
    }

    private static LedgerTotals totals(Engine engine, Definition definition) {
        try {
            return definition.started() ? engine.totals(definition.pipeline()) : LedgerTotals.NONE;
        } catch (CorruptStateException | InvalidPipelineException e) {
            return LedgerTotals.NONE; // its start will say so
        }
    }

    Definition definition() {
        return definition;
    }

    BatchLog batches() {
        return batches;
    }

    DeploymentStatus status() {
        RunControl current = run;
        RunStatus figures = current == null ? last : current.status();
        boolean failed = current != null && figures != null && figures.state() == RunStatus.State.FAILED;
        return Statuses.of(
                definition,
                failed ? DeploymentState.FAILED : state,
                failed ? figures.error() : error,
                figures == null ? before : figures.totals(),
                batches.rates(),
                figures,
                figures == null ? lackingBefore : figures.lacking());
    }

    /** Starts the pipeline again as it was when the process before this one ended. */
    void resume() {
        if (definition.wanted() == Wanted.RUNNING) {
            state = DeploymentState.STARTING;
            schedule(Duration.ZERO);
        }
    }

    /** Starts it unless it runs; while something outside does not answer, it waits and tries again. */
    void start() {
        locked(() -> {
            want(Wanted.RUNNING);
            RunControl current = run;
            if (current == null || current.status().state() != RunStatus.State.RUNNING) {
                halt();
                failedAttempts = 0;
                launch();
            }
            return null;
        });
    }

    void stop() {
        locked(() -> {
            want(Wanted.STOPPED);
            halt();
            state = DeploymentState.STOPPED;
            return null;
        });
    }

    /** Stops it, and puts another definition in the place of this one. */
    void replace(String file, String text, Map<String, String> jars) {
        locked(() -> {
            halt();
            state = DeploymentState.STOPPED;
            error = null;
            retext(file, text, jars);
            return null;
        });
    }

    /** @throws RefusedException when it runs as a stream and is to be a batch, or the other way round */
    void requireRunAs(@Nullable BatchRange batch) {
        locked(() -> {
            boolean same = (batch == null) == (definition.batch() == null);
            if (!same && (run != null || retry != null)) {
                throw new RefusedException(
                        "Cannot run %s as a %s, it is running as a %s. Stop it first: penstock stop %s"
                                .formatted(
                                        definition.name(),
                                        batch == null ? "stream" : "batch",
                                        batch == null ? "batch" : "stream",
                                        definition.name()));
            }
            return null;
        });
    }

    /** Makes it a batch over a range, or a stream; its next run is one. @throws RefusedException as {@link #requireRunAs} */
    void runAs(@Nullable BatchRange batch) {
        locked(() -> {
            requireRunAs(batch);
            if (!Objects.equals(definition.batch(), batch)) {
                save(definition.withBatch(batch));
            }
            return null;
        });
    }

    /** Keeps another text whose run would be the same. */
    void retext(String file, String text, Map<String, String> jars) {
        locked(() -> {
            Definition next = definition.withText(file, text, jars);
            store.save(next);
            definition = next;
            return null;
        });
    }

    ResetReport reset() {
        return locked(() -> {
            if (run != null || retry != null) {
                throw new RefusedException("Cannot reset %s, it is running. Stop it first: penstock stop %s"
                        .formatted(definition.name(), definition.name()));
            }
            ResetReport report = engine.reset(definition.pipeline());
            save(definition.withStarted(false).withWanted(Wanted.STOPPED).withBatch(null));
            batches.clear();
            before = LedgerTotals.NONE;
            lackingBefore = Map.of();
            last = null;
            error = null;
            state = DeploymentState.STOPPED;
            return report;
        });
    }

    /** Stops it for the end of the process; the next one resumes it. */
    void close() {
        locked(() -> {
            closed = true;
            halt();
            return null;
        });
    }

    private void launch() {
        state = DeploymentState.STARTING;
        try {
            Pipeline pipeline = definition.pipeline();
            if (!definition.started()) {
                save(definition.withStarted(true)); // first: a start that dies half-way has left something
            }
            long number = ++runs;
            startedNanos = System.nanoTime();
            run = starter.start(pipeline, definition.file(), definition.text(), definition.batch(), listener(number));
            state = DeploymentState.RUNNING;
            error = null;
        } catch (UnavailableException e) {
            waitAndRetry(e);
        } catch (RuntimeException e) {
            fail(e);
            throw e;
        }
    }

    private RunListener listener(long number) {
        return new RunListener() {
            @Override
            public void batchCommitted(BatchReport batch) {
                batches.add(
                        batch,
                        definition.pipeline().trigger() instanceof Trigger.Every every
                                ? every.interval()
                                : Duration.ZERO);
            }

            @Override
            public void ended(@Nullable Throwable failure) {
                try {
                    executor.execute(() -> runEnded(number, failure)); // the lock may be held by who waits for this end
                } catch (RejectedExecutionException e) {
                    LOG.atDebug().addKeyValue("pipeline", definition.name()).log("pipeline ended with its runtime");
                }
            }
        };
    }

    private void runEnded(long number, @Nullable Throwable failure) {
        locked(() -> {
            if (number != runs || run == null) {
                return null; // it was stopped
            }
            forgetRun();
            if (failure == null) {
                state = DeploymentState.FINISHED;
                want(Wanted.STOPPED);
            } else if (failure instanceof UnavailableException) {
                boolean stable = System.nanoTime() - startedNanos > STABLE.toNanos();
                failedAttempts = stable ? 0 : failedAttempts;
                waitAndRetry(failure);
            } else {
                fail(failure);
            }
            return null;
        });
    }

    private void waitAndRetry(Throwable why) {
        state = DeploymentState.WAITING;
        error = why.getMessage();
        if (closed) {
            return;
        }
        long factor = 1L << Math.min(failedAttempts++, 10);
        Duration delay = FIRST_RETRY.multipliedBy(factor);
        schedule(delay.compareTo(LONGEST_RETRY) < 0 ? delay : LONGEST_RETRY);
        LOG.atWarn()
                .setCause(why)
                .addKeyValue("pipeline", definition.name())
                .addKeyValue("attempt", failedAttempts)
                .log("pipeline waits");
    }

    private void fail(Throwable why) {
        state = DeploymentState.FAILED;
        error = String.valueOf(why.getMessage());
        LOG.atError().setCause(why).addKeyValue("pipeline", definition.name()).log("pipeline failed");
    }

    private void schedule(Duration delay) {
        retry = executor.schedule(this::tryAgain, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tryAgain() {
        locked(() -> {
            if (retry == null || closed) {
                return null; // somebody was faster
            }
            retry = null;
            try {
                launch();
            } catch (RuntimeException e) {
                LOG.atDebug().setCause(e).log("recorded in the pipeline's status");
            }
            return null;
        });
    }

    private void cancelRetry() {
        ScheduledFuture<?> pending = retry;
        retry = null;
        if (pending != null) {
            pending.cancel(false);
        }
    }

    private void halt() {
        cancelRetry();
        RunControl current = run;
        if (current != null) {
            current.stop(STOP_LIMIT);
            forgetRun();
        }
    }

    private void forgetRun() {
        RunControl current = run;
        if (current != null) {
            last = current.status();
            run = null;
        }
    }

    private void want(Wanted wanted) {
        if (definition.wanted() != wanted) {
            save(definition.withWanted(wanted));
        }
    }

    private void save(Definition next) {
        store.saveState(next);
        definition = next;
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
