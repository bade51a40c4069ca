package io.penstock.engine;

import io.penstock.engine.audit.TopicRecount;
import io.penstock.engine.batch.BatchSpec.Target;
import io.penstock.engine.ledger.Backlog;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.reindex.CatchUp;
import io.penstock.pipeline.BatchInput;
import io.penstock.sinks.search.IndexGeneration;
import io.penstock.sinks.search.SearchUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indices of a source's outputs that go on without OpenSearch: says whether a batch writes to them, and brings them up behind it, in a
 * thread of its own. That thread alone asks whether OpenSearch is back; batches never wait for it.
 *
 * <p>Thread-safe.
 */
final class IndexFeed {

    private static final Logger LOG = LoggerFactory.getLogger(IndexFeed.class);
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

    private final EngineContext context;
    private final OpenQuery open;
    private final RunProgress progress;
    private final CatchUp catchUp;
    private final List<OutputPlan> outputs;
    private final boolean continues;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, IndexGeneration> indices;
    private Map<String, Backlog> leftOut;
    private Map<String, Backlog> caughtUp;
    private @Nullable String away;
    private @Nullable String trouble;
    private int failures;
    private boolean hurried;
    private boolean closed;
    private @Nullable Thread thread;

    IndexFeed(EngineContext context, OpenQuery open, RunProgress progress) {
        this.context = context;
        this.open = open;
        this.progress = progress;
        this.name = open.incarnation().pipeline() + "-" + open.plan().name();
        this.outputs = open.plan().indices();
        this.continues = !outputs.isEmpty()
                && outputs.stream().allMatch(output -> output.indexSpec().continues());
        this.catchUp = new CatchUp(
                context.session().newSession(),
                context.catalog(),
                open.plan(),
                open.incarnation(),
                open.fingerprint(),
                open.state(),
                context.protocol(open.state().catchUps()),
                open.deadLetters(),
                BatchInput.place(open.topic().name()) == null
                        ? new TopicRecount(
                                context.settings().kafka(), open.topic().name())
                        : null);
        this.indices = new HashMap<>(open.indices());
        this.leftOut = Backlog.of(open.state().ledger().last());
        this.caughtUp = catchUp.caughtUp();
        this.away = open.indices().size() < outputs.size() ? "OpenSearch did not answer at the start" : null;
        report();
    }

    /**
     * Looks whether batches may begin.
     *
     * @throws RefusedException when an index lacks documents that would come behind their deletion
     */
    void check() {
        check(outputs, lacking());
    }

    static void check(List<OutputPlan> outputs, Map<String, Backlog> lacking) {
        for (OutputPlan output : outputs) {
            Backlog lacks = lacking.get(output.name());
            if (output.deletes() && lacks != null) {
                throw new RefusedException(
                        "Cannot delete documents of index %s by tombstones, it lacks %,d documents that would come behind their deletion. Run it once more with when-unavailable: continue and without tombstones: delete, until nothing lacks"
                                .formatted(output.indexSpec().index(), lacks.rows()));
            }
        }
    }

    /** Starts bringing indices up. */
    void start() {
        if (outputs.isEmpty() || (!continues && lacking().isEmpty())) {
            return;
        }
        Thread started = new Thread(this::run, "penstock-catch-up-" + name);
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** Where the rows of a batch go that begins now. @param usual where they go with OpenSearch there */
    Map<String, Target> targets(Map<String, Target> usual) {
        if (!continues) {
            return usual;
        }
        lock.lock();
        try {
            return targets(usual, away == null ? indices : Map.of());
        } finally {
            lock.unlock();
        }
    }

    /** The indices that a batch writes to that begins now. */
    List<IndexGeneration> written() {
        lock.lock();
        try {
            return away == null ? List.copyOf(indices.values()) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Where they go once the batch was {@linkplain #lost lost}: to no index, whether OpenSearch is back or not. */
    Map<String, Target> targetsWithoutIndices(Map<String, Target> usual) {
        return targets(usual, Map.of());
    }

    private Map<String, Target> targets(Map<String, Target> usual, Map<String, IndexGeneration> written) {
        Map<String, Target> targets = new LinkedHashMap<>(usual);
        for (OutputPlan output : outputs) {
            targets.put(output.name(), OpenQuery.target(output, written.get(output.name())));
        }
        return targets;
    }

    /**
     * Whether a batch failed because OpenSearch is away, and can do without. Batches that begin from now on leave its indices out until it
     * takes documents; that may be before this one is computed again.
     */
    boolean lost(Throwable failure) {
        String reason = searchFailure(failure);
        if (!continues || reason == null) {
            return false;
        }
        lock.lock();
        try {
            if (away != null) {
                return true; // found by who catches up, after the batch began
            }
            away = reason;
            trouble = reason;
            LOG.atWarn()
                    .setCause(failure)
                    .addKeyValue("pipeline", open.incarnation().pipeline())
                    .addKeyValue("query", open.plan().name())
                    .log("OpenSearch is away, batches go on without it");
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable String searchFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SearchUnavailableException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return null;
    }

    /** A batch is committed. @param all what batches have left out so far, by output */
    void committed(Map<String, Backlog> all) {
        if (all.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            leftOut = all;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        report();
    }

    /** Waits until the indices lack nothing. @throws UnavailableException when OpenSearch is still away */
    void finish() {
        lock.lock();
        try {
            int before = failures;
            hurried = true;
            changed.signalAll();
            while (!closed && !lacking().isEmpty()) {
                if (failures > before) {
                    throw new UnavailableException("Cannot end %s, an index lacks documents: %s"
                            .formatted(open.incarnation().pipeline(), trouble));
                }
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("Cannot wait for " + name + ", the thread was interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** Stops; what was not committed is written again by the next run. */
    void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = thread;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (running == null) {
            return;
        }
        context.session().sparkContext().cancelJobGroup(group());
        running.interrupt();
        try {
            running.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String group() {
        return "catch-up-" + name;
    }

    private void run() {
        context.session()
                .sparkContext()
                .setLocalProperty("spark.scheduler.pool", open.incarnation().pipeline());
        context.session().sparkContext().setJobGroup(group(), "documents that indices lack", true);
        long pause = FIRST_PAUSE_MILLIS;
        while (awaitWork()) {
            try {
                bringUp();
                pause = FIRST_PAUSE_MILLIS;
            } catch (Exception e) { // Spark throws checked exceptions, too, without declaring them
                if (!failed(e) || !pause(pause / 2 + ThreadLocalRandom.current().nextLong(pause))) {
                    return;
                }
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private boolean awaitWork() {
        lock.lock();
        try {
            while (!closed && away == null && lacking().isEmpty()) {
                changed.await();
            }
            return !closed;
        } catch (InterruptedException e) {
            return false; // it is closed
        } finally {
            lock.unlock();
        }
    }

    private void bringUp() {
        String pipeline = open.incarnation().pipeline();
        Map<String, IndexGeneration> found =
                PipelineIndices.findOrCreate(context, pipeline, open.plan(), open.incarnation());
        for (OutputPlan output : outputs) {
            IndexGeneration index = found.get(output.name());
            while (index != null && lacks(output.name())) {
                LedgerTotals added = catchUp.run(output, index);
                progress.caughtUp(added);
                reached(found);
            }
        }
        reached(found);
    }

    private boolean lacks(String output) {
        lock.lock();
        try {
            return !closed && lacking().containsKey(output);
        } finally {
            lock.unlock();
        }
    }

    /** OpenSearch takes documents: batches write them from now on. */
    void reached(Map<String, IndexGeneration> found) {
        lock.lock();
        try {
            indices.putAll(found);
            caughtUp = catchUp.caughtUp();
            away = null;
            trouble = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        report();
    }

    /** @return whether to try again */
    private boolean failed(Exception failure) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            failures++;
            trouble = String.valueOf(failure.getMessage());
            String search = searchFailure(failure);
            if (continues && (search != null || failure instanceof UnavailableException)) {
                away = search == null ? trouble : search;
                trouble = away;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        report();
        LOG.atDebug().setCause(failure).addKeyValue("query", name).log("indices are still behind");
        return true;
    }

    private boolean pause(long millis) {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!closed && !hurried && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            hurried = false;
            return !closed;
        } catch (InterruptedException e) {
            return false; // it is closed
        } finally {
            lock.unlock();
        }
    }

    private Map<String, Backlog> lacking() {
        return Backlog.lacking(leftOut, caughtUp);
    }

    private void report() {
        Map<String, IndexBacklog> figures = new TreeMap<>();
        lock.lock();
        try {
            lacking()
                    .forEach((output, lacks) ->
                            figures.put(output, new IndexBacklog(lacks.batches(), lacks.rows(), trouble)));
        } finally {
            lock.unlock();
        }
        progress.lacking(open.plan().name(), figures);
    }
}
