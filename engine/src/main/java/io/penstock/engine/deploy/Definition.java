package io.penstock.engine.deploy;

import io.penstock.engine.InvalidPipelineException;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a deployed pipeline.
 *
 * @param name its name
 * @param file name of the file it was applied from, for people
 * @param text the file's text
 * @param wanted whether it should run
 * @param started whether it was ever started since it was new or reset: then tables and state may hold something
 * @param batch what it reads where it is run as a batch; nothing for a stream
 */
record Definition(String name, String file, String text, Wanted wanted, boolean started, @Nullable BatchRange batch) {

    /** One that is new: it was never started. */
    static Definition of(String name, String file, String text) {
        return new Definition(name, file, text, Wanted.STOPPED, false, null);
    }

    enum Wanted {
        RUNNING,
        STOPPED
    }

    /** @throws InvalidPipelineException when the text is not a pipeline, which it was when it was applied */
    Pipeline pipeline() {
        LoadedPipeline loaded = PipelineLoader.load(file, text);
        Pipeline pipeline = loaded.pipeline();
        if (pipeline == null) {
            throw new InvalidPipelineException(loaded.problems());
        }
        return pipeline;
    }

    /** The pipeline, or nothing where the text is none. */
    Optional<Pipeline> findPipeline() {
        return Optional.ofNullable(PipelineLoader.load(file, text).pipeline());
    }

    Definition withWanted(Wanted now) {
        return new Definition(name, file, text, now, started, batch);
    }

    Definition withStarted(boolean now) {
        return new Definition(name, file, text, wanted, now, batch);
    }

    Definition withText(String newFile, String newText) {
        return new Definition(name, newFile, newText, wanted, started, batch);
    }

    Definition withBatch(@Nullable BatchRange range) {
        return new Definition(name, file, text, wanted, started, range);
    }
}
