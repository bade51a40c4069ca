package io.penstock.pipeline;

import io.penstock.pipeline.test.PipelineTest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a test file: its cases, or the reasons why there are none. Immutable. */
public final class LoadedTest {

    private final SpecFile file;
    private final @Nullable PipelineTest test;
    private final List<Problem> problems;

    LoadedTest(SpecFile file, @Nullable PipelineTest test) {
        this.file = file;
        this.test = test;
        this.problems = file.problems().list();
    }

    /** As the caller named it. */
    public String fileName() {
        return file.name();
    }

    /** The file's text; empty if it could not be read. */
    public String text() {
        return file.text();
    }

    /** Null exactly if there are problems. */
    public @Nullable PipelineTest test() {
        return test;
    }

    /** In the order of their lines. */
    public List<Problem> problems() {
        return problems;
    }

    /** The problems that it has with a pipeline: names of sources, views and outputs that are none. */
    public List<Problem> problemsWith(Pipeline pipeline) {
        if (test == null) {
            return problems;
        }
        Problems found = new Problems(file::lineOf);
        TestReferences.check(test, pipeline, found);
        return found.list();
    }

    /** The line of a path such as {@code cases[0].expect}, or of what encloses it; 0 for a file that could not be parsed. */
    public int lineOf(String path) {
        return file.lineOf(path);
    }

    /** Problems that were found without the file, with their lines and in the order of these. */
    public List<Problem> locate(List<Problem> found) {
        return file.locate(found);
    }
}
