package io.penstock.pipeline;

import java.nio.file.Path;

/**
 * Reads pipeline files. Every fault of a file is reported at once, and no pipeline comes out of a file that has one.
 *
 * <p>Files may come from anybody: one that is too large, too deep or made to exhaust memory is refused in a fraction of a
 * second, having cost no more memory than a legal one.
 */
public final class PipelineLoader {

    /** Bytes in the largest file that is read. */
    public static final int MAX_BYTES = SpecFile.MAX_BYTES;

    private PipelineLoader() {}

    /** Reads a file. That it cannot be read is a problem like any other. */
    public static LoadedPipeline load(Path file) {
        return bind(SpecFile.read(file, FileKind.PIPELINE));
    }

    /** Reads the text of a file, which {@code fileName} names in messages. */
    public static LoadedPipeline load(String fileName, String yaml) {
        return bind(SpecFile.read(fileName, yaml, FileKind.PIPELINE));
    }

    private static LoadedPipeline bind(SpecFile file) {
        Pipeline pipeline = null;
        if (file.root() != null) {
            pipeline = (Pipeline) Binder.bind(file.root(), Shapes.PIPELINE, file.problems());
            References.check(file.root(), file.problems());
        }
        boolean good = pipeline != null && file.problems().count() == 0;
        return new LoadedPipeline(file, good ? pipeline.seenFrom(file.name()) : null);
    }
}
