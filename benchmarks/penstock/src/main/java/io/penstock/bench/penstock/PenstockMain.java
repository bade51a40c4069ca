package io.penstock.bench.penstock;

import io.penstock.bench.contender.Contender;
import io.penstock.bench.contender.ContenderMain;
import io.penstock.bench.contender.Job;
import io.penstock.engine.BatchReport;
import io.penstock.engine.Engine;
import io.penstock.engine.EngineSettings;
import io.penstock.engine.Run;
import io.penstock.engine.RunListener;
import io.penstock.engine.RunStatus;
import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.search.SearchSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Penstock as its users run it: a pipeline file, the engine with its defaults, dead letters, ledger and lineage columns; tables
 * in the SQLite catalog of the local stack.
 */
public final class PenstockMain implements Contender {

    private static final Duration LIMIT = Duration.ofHours(1); // the harness has a shorter one
    private final Queue<Long> batchMillis = new ConcurrentLinkedQueue<>();
    private @Nullable Engine engine;
    private volatile @Nullable Run endless;

    private PenstockMain() {}

    public static void main(String[] arguments) {
        ContenderMain.run(arguments, new PenstockMain());
    }

    @Override
    public void run(Job job) {
        Run run = engine(job).start(pipeline(job, "available-now"), RunListener.NONE);
        if (!run.awaitEnd(LIMIT) || run.status().state() != RunStatus.State.STOPPED) {
            throw new IllegalStateException(
                    "Cannot read the topic, the run failed: " + run.status().error());
        }
    }

    @Override
    public void start(Job job) {
        String trigger = job.outputTopic().isEmpty() ? job.commitInterval().toMillis() + " milliseconds" : "realtime";
        Run started = engine(job).start(pipeline(job, trigger), new RunListener() {
            @Override
            public void batchCommitted(BatchReport batch) {
                batchMillis.add(batch.millis());
            }
        });
        endless = started;
        Thread watch = new Thread(
                () -> {
                    while (!started.awaitEnd(LIMIT)) {
                        // a soak may last longer than that
                    }
                    System.err.println(started.status());
                    Runtime.getRuntime().halt(1);
                },
                "bench-run-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Records committed, how old the newest is while others wait, and what each batch has taken since the last call. */
    @Override
    public String figures() {
        Run run = endless;
        if (run == null) {
            return Contender.super.figures();
        }
        List<Long> millis = new ArrayList<>();
        for (Long next = batchMillis.poll(); next != null; next = batchMillis.poll()) {
            millis.add(next);
        }
        RunStatus status = run.status();
        return String.format(
                Locale.ROOT,
                "{\"records\":%d,\"secondsBehind\":%.3f,\"batchMillis\":%s}",
                status.records(),
                status.secondsBehind(),
                millis);
    }

    private Engine engine(Job job) {
        if (engine == null) {
            EngineSettings settings = new EngineSettings(
                    KafkaSettings.plain(job.bootstrapServers()),
                    job.folder().resolve("state").toUri(),
                    job.warehouse().toUri(),
                    TableCatalog.sqlite(job.folder().resolve("catalog.db")),
                    null,
                    Map.of(),
                    Map.of());
            engine = Engine.open(
                    job.search().isEmpty()
                            ? settings
                            : settings.withSearch(SearchSettings.open(URI.create(job.search()))));
        }
        return engine;
    }

    private static Pipeline pipeline(Job job, String trigger) {
        String text = PipelineText.of(job, trigger);
        LoadedPipeline loaded = PipelineLoader.load("bench.yaml", text);
        if (loaded.pipeline() == null) {
            throw new IllegalStateException(
                    "Cannot run the pipeline, it has problems: " + loaded.problems() + "\n" + text);
        }
        return loaded.pipeline();
    }
}
