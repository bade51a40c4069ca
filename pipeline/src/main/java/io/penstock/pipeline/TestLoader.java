package io.penstock.pipeline;

import io.penstock.pipeline.test.PipelineTest;
import java.nio.file.Path;

/**
 * Reads test files as {@link PipelineLoader} reads pipelines: every fault at once, and no test comes out of a file that has one.
 * Files that it names are not read.
 */
public final class TestLoader {

    /** The end of the name of a test file. */
    public static final String SUFFIX = ".test.yaml";

    /** The whole file; not among the {@link Shapes}, for which other commands would wait. */
    static final Shape.Fields SHAPE = Shapes.fields(PipelineTest.class);

    private TestLoader() {}

    /** Reads a file. That it cannot be read is a problem like any other. */
    public static LoadedTest load(Path file) {
        return bind(SpecFile.read(file, FileKind.TEST));
    }

    /** Reads the text of a file, which {@code fileName} names in messages. */
    public static LoadedTest load(String fileName, String yaml) {
        return bind(SpecFile.read(fileName, yaml, FileKind.TEST));
    }

    private static LoadedTest bind(SpecFile file) {
        Object test = file.root() == null ? null : Binder.bind(file.root(), SHAPE, file.problems());
        return new LoadedTest(file, file.problems().count() == 0 ? (PipelineTest) test : null);
    }
}
