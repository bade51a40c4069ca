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
        Object pipeline = null;
        if (file.root() != null) {
            pipeline = Binder.bind(file.root(), Shapes.PIPELINE, file.problems());
            References.check(file.root(), file.problems());
        }
        return new LoadedPipeline(file, file.problems().count() == 0 ? (Pipeline) pipeline : null);
    }
}
