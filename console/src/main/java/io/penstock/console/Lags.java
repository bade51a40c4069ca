package io.penstock.console;

import io.penstock.engine.Engine;
import io.penstock.engine.PartitionLag;
import io.penstock.engine.deploy.Deployments;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How far pipelines are that somebody looks at, asked for every few seconds away from the thread that shows it: a broker that is
 * away takes its time to say so. Thread-safe.
 */
final class Lags {

    private static final Duration AGE = Duration.ofSeconds(2);
    private static final int MOST = 1_000;

    private final Engine engine;
    private final Deployments deployments;
    private final Executor pool;
    private final Map<String, Found> found = new ConcurrentHashMap<>();

    Lags(Engine engine, Deployments deployments, Executor pool) {
        this.engine = engine;
        this.deployments = deployments;
        this.pool = pool;
    }

    /**
     * What was found last.
     *
     * @param error why nothing could be found this time
     * @param nanos when it was asked for
     * @param asking whether an answer is under way
     */
    record Found(List<PartitionLag> partitions, @Nullable String error, long nanos, boolean asking) {}

    /** What is known now; something newer is asked for where that is old. */
    Found of(String name) {
        Found known = found.getOrDefault(name, new Found(List.of(), null, System.nanoTime() - AGE.toNanos(), false));
        if (!known.asking() && System.nanoTime() - known.nanos() >= AGE.toNanos()) {
            if (found.size() > MOST) {
                found.clear();
            }
            found.put(name, new Found(known.partitions(), known.error(), System.nanoTime(), true));
            try {
                pool.execute(() -> ask(name, known));
            } catch (RejectedExecutionException e) {
                found.put(name, known); // busy: with the next look
            }
        }
        return known;
    }

    private void ask(String name, Found known) {
        try {
            List<PartitionLag> partitions = engine.lag(deployments.pipeline(name));
            found.put(name, new Found(partitions, null, System.nanoTime(), false));
        } catch (RuntimeException e) {
            found.put(name, new Found(known.partitions(), String.valueOf(e.getMessage()), System.nanoTime(), false));
        }
    }
}
