package io.penstock.cli.test;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.runtime.JarContents;
import io.penstock.cli.terminal.Json;
import io.penstock.pipeline.FileReference;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.LoadedTest;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.TestLoader;
import io.penstock.pipeline.test.PipelineTest;
import io.penstock.pipeline.test.Send;
import io.penstock.pipeline.test.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A test file with all that lies beside it.
 *
 * @param pipeline nothing where the test file has problems
 * @param files what the files hold that it names, by these names, and those of references beside the pipeline, by their paths
 * @param problems of the test file
 */
public record TestFile(
        LoadedTest test, @Nullable LoadedPipeline pipeline, Map<String, byte[]> files, List<Problem> problems) {

    /** All files that a test needs, together. */
    private static final int MAX_BYTES = 1_000_000;

    /** Reads it. That a file cannot be read is a problem like any other. */
    public static TestFile load(Path path) {
        LoadedTest test = TestLoader.load(path);
        PipelineTest spec = test.test();
        if (spec == null) {
            return new TestFile(test, null, Map.of(), test.problems());
        }
        Path beside = pipeline(path, spec);
        Problems problems = new Problems(test::lineOf);
        if (beside == null) {
            problems.at("pipeline")
                    .add(
                            "is missing, and the file's name does not end in " + TestLoader.SUFFIX,
                            "say which pipeline it is");
            return new TestFile(test, null, Map.of(), problems.list());
        }
        LoadedPipeline loaded = PipelineLoader.load(beside);
        Pipeline pipeline = loaded.pipeline();
        Map<String, byte[]> files = files(path, spec, pipeline, problems);
        List<Problem> found = new ArrayList<>(problems.list());
        if (pipeline != null) {
            found.addAll(test.problemsWith(pipeline));
        }
        return new TestFile(test, loaded, files, test.locate(found));
    }

    private static @Nullable Path pipeline(Path path, PipelineTest spec) {
        if (spec.pipeline() != null) {
            return path.resolveSibling(spec.pipeline());
        }
        String name = path.getFileName().toString();
        return name.endsWith(TestLoader.SUFFIX)
                ? path.resolveSibling(name.substring(0, name.length() - TestLoader.SUFFIX.length()) + ".yaml")
                : null;
    }

    private static Map<String, byte[]> files(
            Path path, PipelineTest spec, @Nullable Pipeline pipeline, Problems problems) {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < spec.cases().size(); i++) {
            List<Step> steps = spec.cases().get(i).steps();
            for (int s = 0; s < steps.size(); s++) {
                Step step = steps.get(s);
                if (step.file() != null && !files.containsKey(step.file())) {
                    Problems at = problems.at("cases")
                            .at(i)
                            .at("steps")
                            .at(s)
                            .at(step instanceof Send ? "send" : "change")
                            .at("file");
                    add(step.file(), read(path.resolveSibling(step.file()), at), files, at);
                }
            }
        }
        if (pipeline != null) {
            pipeline.references().values().forEach(reference -> {
                if (reference instanceof FileReference rows && Files.isRegularFile(Path.of(rows.file()))) {
                    Problems at = problems.at("pipeline");
                    add(rows.file(), read(Path.of(rows.file()), at), files, at);
                }
            });
        }
        return files;
    }

    private static void add(String name, byte[] content, Map<String, byte[]> files, Problems at) {
        long others = files.values().stream().mapToLong(file -> file.length).sum();
        if (others + content.length > MAX_BYTES) {
            at.add(
                    "is too large with %s: all files together have more than %,d bytes".formatted(name, MAX_BYTES),
                    "a test needs few records and rows; take the first ones");
        } else {
            files.put(name, content);
        }
    }

    private static byte[] read(Path file, Problems at) {
        try {
            if (Files.size(file) <= MAX_BYTES) {
                return Files.readAllBytes(file);
            }
            return new byte[MAX_BYTES + 1];
        } catch (NoSuchFileException e) {
            at.add("is not there: " + file, "it is looked for in the folder of the test file");
        } catch (IOException e) {
            at.add("cannot be read: " + e.getMessage(), null);
        }
        return new byte[0];
    }

    /** Problems of the pipeline's file. */
    public List<Problem> pipelineProblems() {
        return pipeline == null ? List.of() : pipeline.problems();
    }

    /** Whether it can be run, as far as can be said without a runtime. */
    public boolean valid() {
        return problems.isEmpty() && pipelineProblems().isEmpty();
    }

    /** The body of the request that has it run. */
    public ObjectNode body() {
        LoadedPipeline loaded = Objects.requireNonNull(pipeline);
        ObjectNode body = Json.object()
                .put("file", test.fileName())
                .put("text", test.text())
                .put(
                        "pipeline_file", // its references are seen from there
                        Path.of(loaded.fileName()).toAbsolutePath().normalize().toString())
                .put("pipeline_text", loaded.text());
        ObjectNode contents = body.putObject("files");
        files.forEach((name, content) -> contents.put(name, Base64.getEncoder().encodeToString(content)));
        JarContents.put(loaded, body);
        return body;
    }
}
