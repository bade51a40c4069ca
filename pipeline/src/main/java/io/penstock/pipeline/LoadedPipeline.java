package io.penstock.pipeline;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a pipeline file: a pipeline, or the reasons why it is none. Immutable. */
public final class LoadedPipeline {

    private final String fileName;
    private final String text;
    private final @Nullable YamlNode root;
    private final @Nullable Pipeline pipeline;
    private final List<Problem> problems;

    LoadedPipeline(
            String fileName,
            String text,
            @Nullable YamlNode root,
            @Nullable Pipeline pipeline,
            List<Problem> problems) {
        this.fileName = fileName;
        this.text = text;
        this.root = root;
        this.pipeline = pipeline;
        this.problems = List.copyOf(problems);
    }

    /** As the caller named it. */
    public String fileName() {
        return fileName;
    }

    /** The file's text; empty if it could not be read. */
    public String text() {
        return text;
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
        return root == null ? 0 : root.lineOf(path);
    }

    /** Problems that were found without the file, with their lines and in the order of these. */
    public List<Problem> locate(List<Problem> found) {
        return found.stream()
                .map(problem -> problem.line() > 0 ? problem : problem.withLine(lineOf(problem.path())))
                .sorted(Comparator.comparingInt(Problem::line))
                .toList();
    }
}
