package io.penstock.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a pipeline file: a pipeline, or the reasons why it is none. Immutable. */
public final class LoadedPipeline {

    private final SpecFile file;
    private final @Nullable Pipeline pipeline;
    private final List<Problem> problems;

    LoadedPipeline(SpecFile file, @Nullable Pipeline pipeline) {
        this.file = file;
        this.pipeline = pipeline;
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
    public @Nullable Pipeline pipeline() {
        return pipeline;
    }

    /** In the order of their lines. */
    public List<Problem> problems() {
        return problems;
    }

    /** The line of a path such as {@code views.hits}, or of what encloses it; 0 for a file that could not be parsed. */
    public int lineOf(String path) {
        return file.lineOf(path);
    }

    /** Problems that were found without the file, with their lines and in the order of these. */
    public List<Problem> locate(List<Problem> found) {
        return file.locate(found);
    }
}
