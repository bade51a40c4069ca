package io.penstock.cli.test;

import io.penstock.pipeline.LoadedTest;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.TestLoader;
import io.penstock.pipeline.test.PipelineTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A test file that takes one more case behind those that it has; what stands in it stays as it is, comments included.
 *
 * @param file where it is, or is to be
 * @param before what stands in it; nothing where there is none yet
 * @param pipeline the pipeline's file
 */
public record CaseFile(Path file, @Nullable LoadedTest before, Path pipeline) {

    private static final Pattern CASES = Pattern.compile("(?m)^cases:[ \\t]*(?:#.*)?$");
    private static final Pattern ITEM = Pattern.compile("(?m)^( *)- ");
    private static final int INDENT = 2; // of the case that is given

    /** Reads what is there. @param pipeline the pipeline's file @param file the test file; null for the one beside it */
    public static CaseFile of(Path pipeline, @Nullable Path file) {
        Path absolute = pipeline.toAbsolutePath().normalize();
        Path target = (file == null ? beside(absolute) : file).toAbsolutePath().normalize();
        return new CaseFile(target, Files.exists(target) ? TestLoader.load(target) : null, absolute);
    }

    private static Path beside(Path pipeline) {
        String name = String.valueOf(pipeline.getFileName()).replaceFirst("\\.ya?ml$", "");
        return pipeline.resolveSibling(name + TestLoader.SUFFIX);
    }

    /** Why no case can be added; empty where one can. */
    public List<String> obstacles() {
        if (before == null) {
            return List.of();
        }
        if (before.test() == null) {
            return List.of("it has problems of its own, which `penstock test` shows");
        }
        Path its = pipelineOf(before.test());
        if (its == null || !its.equals(pipeline)) {
            return List.of("its cases are of another pipeline: " + its);
        }
        return indent() < 0 ? List.of("its cases are not a list of lines that begin with '-'") : List.of();
    }

    private @Nullable Path pipelineOf(PipelineTest test) {
        if (test.pipeline() != null) {
            return file.resolveSibling(test.pipeline()).normalize();
        }
        String name = String.valueOf(file.getFileName());
        return name.endsWith(TestLoader.SUFFIX)
                ? file.resolveSibling(name.substring(0, name.length() - TestLoader.SUFFIX.length()) + ".yaml")
                : null;
    }

    /** How far the items of the list of cases are indented; negative where they are none that one can be put behind. */
    private int indent() {
        String text = Objects.requireNonNull(before).text();
        Matcher cases = CASES.matcher(text);
        Matcher item = ITEM.matcher(text);
        return cases.find() && item.find(cases.end()) ? item.group(1).length() : -1;
    }

    /**
     * The file with a case more.
     *
     * @param text the case, indented by two blanks
     * @param origin a comment at the head of a new file
     * @throws IllegalArgumentException when that is no test file with the cases of before and this one; the message says why
     */
    public String with(String text, String origin) {
        String whole = before == null ? head(origin) + text : before.text() + lineEnd() + indented(text);
        LoadedTest loaded = TestLoader.load(file.toString(), whole);
        if (loaded.test() == null) {
            throw new IllegalArgumentException(
                    loaded.problems().stream().map(CaseFile::text).collect(Collectors.joining("; ")));
        }
        var cases = loaded.test().cases();
        var known = before == null
                ? List.of()
                : Objects.requireNonNull(before.test()).cases();
        if (cases.size() != known.size() + 1 || !cases.subList(0, known.size()).equals(known)) {
            throw new IllegalArgumentException("its list of cases does not end with the file");
        }
        return whole;
    }

    private static String text(Problem problem) {
        String path = problem.path().isEmpty() ? "the file" : problem.path();
        return "with it, line %d: %s %s".formatted(problem.line(), path, problem.reason());
    }

    private String head(String origin) {
        String name = String.valueOf(pipeline.getFileName());
        boolean known = beside(pipeline).equals(file) && name.endsWith(".yaml");
        String path =
                Objects.requireNonNull(file.getParent()).relativize(pipeline).toString();
        String quoted = "'" + path.replace("'", "''") + "'";
        return "# " + origin + "\n" + (known ? "" : "pipeline: " + quoted + "\n") + "cases:\n";
    }

    private String lineEnd() {
        return Objects.requireNonNull(before).text().endsWith("\n") ? "" : "\n";
    }

    private String indented(String text) {
        int indent = indent();
        return text.lines()
                .map(line -> " ".repeat(indent) + line.substring(INDENT) + "\n")
                .collect(Collectors.joining());
    }

    /** Puts a text in the place of the file: whole, or not at all. */
    public void write(String text) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent());
        Files.createDirectories(folder);
        Path half = Files.createTempFile(folder, ".penstock-", ".yaml");
        try {
            Files.write(half, text.getBytes(StandardCharsets.UTF_8));
            if (before == null) {
                Files.move(half, file); // somebody else's that came meanwhile stays
            } else {
                Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(half);
        }
    }
}
