package io.penstock.bench.penstock;

import io.penstock.bench.contender.Contender;
import io.penstock.bench.contender.ContenderMain;
import io.penstock.bench.contender.Job;
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
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Penstock as its users run it: a pipeline file, the engine with its defaults, dead letters, ledger and lineage columns; tables
 * in the SQLite catalog of the local stack.
 */
public final class PenstockMain implements Contender {

    private static final Duration LIMIT = Duration.ofHours(1); // the harness has a shorter one
    private @Nullable Engine engine;

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
        String trigger = job.commitInterval().toMillis() + " milliseconds";
        Run started = engine(job).start(pipeline(job, trigger), RunListener.NONE);
        Thread watch = new Thread(
                () -> {
                    started.awaitEnd(LIMIT);
                    System.err.println(started.status());
                    Runtime.getRuntime().halt(1);
                },
                "bench-run-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private Engine engine(Job job) {
        if (engine == null) {
            engine = Engine.open(new EngineSettings(
                    KafkaSettings.plain(job.bootstrapServers()),
                    job.folder().resolve("state").toUri(),
                    job.warehouse().toUri(),
                    TableCatalog.sqlite(job.folder().resolve("catalog.db")),
                    null,
                    Map.of(),
                    Map.of()));
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
