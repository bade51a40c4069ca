package io.penstock.engine;

import io.penstock.engine.DeadLetters.Filter;
import io.penstock.engine.state.Json;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A driver in a process of its own, which tests kill: see {@link EngineProcess}. Says on its standard output where it is, and
 * ends when its standard input does.
 */
final class KillTarget {

    static final String RUN = "run";
    static final String REPLAY = "replay";
    static final String RUNNING = "running";
    static final String COMMITTED = "committed ";
    static final String REPLAYED = "replayed";
    static final String STOPPED = "stopped";
    static final String FAILED = "failed ";

    private KillTarget() {}

    /** @param args what to do, file of the engine's settings, pipeline file */
    public static void main(String[] args) throws IOException {
        EngineSettings settings = Json.parse(Files.readAllBytes(Path.of(args[1])), EngineSettings.class, args[1]);
        Pipeline pipeline = TestStack.pipeline(Files.readString(Path.of(args[2])));
        try {
            Engine engine = Engine.open(settings);
            if (args[0].equals(REPLAY)) {
                engine.deadLetters(pipeline).replay(Filter.ALL);
                say(REPLAYED);
            } else {
                engine.start(pipeline, new Reporter());
                say(RUNNING);
            }
        } catch (RuntimeException e) {
            say(FAILED + e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        System.in.transferTo(OutputStream.nullOutputStream()); // until the parent is gone
        Runtime.getRuntime().halt(0);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static final class Reporter implements RunListener {

        @Override
        public void batchCommitted(BatchReport batch) {
            say(COMMITTED + batch.batch());
        }

        @Override
        public void ended(@Nullable Throwable why) {
            say(why == null ? STOPPED : FAILED + why.getClass().getSimpleName() + ": " + why.getMessage());
        }
    }
}
