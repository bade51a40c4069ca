package io.penstock.engine.deploy;

import io.penstock.engine.InvalidPipelineException;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of a deployed pipeline.
 *
 * @param name its name
 * @param file name of the file it was applied from, for people
 * @param text the file's text
 * @param jars where its jars are kept, by the paths that the text has
 * @param wanted whether it should run
 * @param started whether it was ever started since it was new or reset: then tables and state may hold something
 */
record Definition(String name, String file, String text, Map<String, String> jars, Wanted wanted, boolean started) {

    Definition {
        jars = Map.copyOf(jars);
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
        return JarStore.locate(pipeline, jars);
    }

    /** The pipeline, or nothing where the text is none. */
    Optional<Pipeline> findPipeline() {
        return Optional.ofNullable(PipelineLoader.load(file, text).pipeline())
                .map(pipeline -> JarStore.locate(pipeline, jars));
    }

    Definition withWanted(Wanted now) {
        return new Definition(name, file, text, jars, now, started);
    }

    Definition withStarted(boolean now) {
        return new Definition(name, file, text, jars, wanted, now);
    }

    Definition withText(String newFile, String newText, Map<String, String> newJars) {
        return new Definition(name, newFile, newText, newJars, wanted, started);
    }
}
