package io.penstock.engine;

import io.penstock.engine.RunStatus.State;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running pipeline: its queries, and a thread for each that waits for its end. */
final class EngineRun implements Run {

    private static final Logger LOG = LoggerFactory.getLogger(EngineRun.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(60);

    private record Started(Query query, StreamingQuery stream) {}

    private final EngineContext context;
    private final String pipeline;
    private final RunProgress progress;
    private final Runnable whenEnded;
    private final List<Started> queries = new ArrayList<>();
    private final AtomicInteger running;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile State state = State.RUNNING;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean stopping;

    private EngineRun(EngineContext context, String pipeline, RunProgress progress, int queries, Runnable whenEnded) {
        this.context = context;
        this.pipeline = pipeline;
        this.progress = progress;
        this.running = new AtomicInteger(queries);
        this.whenEnded = whenEnded;
    }

    /** Starts all queries; when one does not start, those before it are stopped. */
    static EngineRun start(
            EngineContext context,
            String pipeline,
            List<? extends Query> queries,
            RunProgress progress,
            Runnable whenEnded) {
        EngineRun run = new EngineRun(context, pipeline, progress, queries.size(), whenEnded);
        // fair scheduling between pipelines; the queries' threads inherit it
        context.session().sparkContext().setLocalProperty("spark.scheduler.pool", pipeline);
        try {
            for (Query query : queries) {
                progress.resumeFrom(query.name(), query.nextOffsets(), query.totals());
                run.queries.add(new Started(query, query.start()));
            }
        } catch (RuntimeException e) {
            run.queries.forEach(run::stopStream);
            throw e;
        } finally {
            context.session().sparkContext().setLocalProperty("spark.scheduler.pool", null);
        }
        run.queries.forEach(run::watch);
        return run;
    }

    private void watch(Started query) {
        query.query.started();
        Thread watcher = new Thread(
                () -> {
                    RuntimeException why = awaitEnd(query);
                    query.query.ended();
                    queryEnded(why);
                },
                "penstock-watch-" + pipeline + "-" + query.query.name());
        watcher.setDaemon(true);
        watcher.start();
    }

    /** @return why it has ended, or nothing where it was to */
    private @Nullable RuntimeException awaitEnd(Started query) {
        try {
            query.stream.awaitTermination();
            if (!stopping && failure == null) {
                query.query.finish();
            }
            return null;
        } catch (StreamingQueryException e) {
            return stopping ? null : query.query.explain(e);
        } catch (UnavailableException e) {
            return stopping ? null : e;
        } catch (RuntimeException | Error e) { // whoever waits for the end has to be told
            return PipelineFailedException.unexpected("Cannot go on with " + pipeline + ", " + e, e);
        }
    }

    private void queryEnded(@Nullable RuntimeException why) {
        if (why != null && failure == null) {
            failure = why;
            LOG.atError().setCause(why).addKeyValue("pipeline", pipeline).log("pipeline failed");
            queries.forEach(this::stopStream);
        }
        progress.wake();
        if (running.decrementAndGet() == 0) {
            state = failure == null ? State.STOPPED : State.FAILED;
            whenEnded.run();
            ended.countDown();
            progress.wake();
            progress.listener().ended(failure);
        }
    }

    @Override
    public RunStatus status() {
        return progress.status(state, failure == null ? null : failure.getMessage(), recordsWait());
    }

    private boolean recordsWait() {
        for (Started query : queries) {
            StreamingQueryProgress last = query.stream.lastProgress();
            if (last != null) {
                for (SourceProgress source : last.sources()) {
                    String behind = source.metrics().getOrDefault("maxOffsetsBehindLatest", "0");
                    if (Double.parseDouble(behind) > 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Override
    public void stop(Duration limit) {
        stopping = true;
        queries.stream().filter(query -> !query.stream.isActive()).forEach(query -> query.query.ended());
        long deadline = System.nanoTime() + limit.toNanos();
        queries.forEach(query -> query.query.endBatch());
        for (Started query : queries) {
            boolean betweenBatches = false;
            try {
                betweenBatches = query.query
                        .batchLock()
                        .tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                stopStream(query);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopStream(query);
            } finally {
                if (betweenBatches) {
                    query.query.batchLock().unlock();
                }
            }
        }
        awaitEnd(CLOSE_LIMIT);
    }

    private void stopStream(Started query) {
        try {
            query.stream.stop();
        } catch (Exception e) {
            LOG.atWarn().setCause(e).addKeyValue("pipeline", pipeline).log("query did not stop cleanly");
        }
    }

    @Override
    public boolean awaitEnd(Duration limit) {
        try {
            return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void awaitCaughtUp(Duration limit) {
        Map<String, Map<TopicPartition, Long>> targets = new HashMap<>();
        queries.forEach(query -> targets.put(query.query.name(), ends(query.query.topics())));
        long deadline = System.currentTimeMillis() + limit.toMillis();
        while (!targets.entrySet().stream().allMatch(target -> progress.reached(target.getKey(), target.getValue()))) {
            RuntimeException failed = failure;
            if (failed != null) {
                throw failed;
            }
            long left = deadline - System.currentTimeMillis();
            if (left <= 0) {
                throw new UnavailableException("Cannot catch up within " + limit.toSeconds() + " s: " + pipeline);
            }
            try {
                progress.awaitChange(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnavailableException("Cannot wait for " + pipeline + ", the thread was interrupted", e);
            }
        }
    }

    /** Where the topics end now; they may have more partitions than when they were opened. */
    private Map<TopicPartition, Long> ends(List<Topic> opened) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Topic topic : opened) {
            Topic now = context.sources().find(topic.name());
            context.sources()
                    .latest(now == null ? topic : now)
                    .forEach((partition, end) -> ends.put(new TopicPartition(topic.name(), partition), end));
        }
        return ends;
    }

    @Override
    public void close() {
        stop(CLOSE_LIMIT);
    }
}
