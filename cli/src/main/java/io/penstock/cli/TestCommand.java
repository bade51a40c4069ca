package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Styles;
import io.penstock.cli.terminal.Text;
import io.penstock.cli.test.JUnitReport;
import io.penstock.cli.test.TestFile;
import io.penstock.cli.test.TestResult;
import io.penstock.cli.test.TestResult.CaseResult;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.ProblemReport;
import io.penstock.pipeline.TestLoader;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "test",
        description = "Run the tests beside pipeline files: records in, rows out, without Kafka.",
        footer = {
            "",
            "Without FILES, every *.test.yaml below this folder. Uses the local stack that is up, without touching",
            "its pipelines and tables; where none is up, a runtime is started for the tests. Exit code 3 when an",
            "expectation does not hold, 2 when a file has problems.",
            "",
            "  penstock test",
            "  penstock test clickstream.test.yaml --junit target/penstock.xml"
        })
final class TestCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofMinutes(30); // of one file, which may have hundreds of cases
    private static final Set<String> LEFT_OUT = Set.of("target", "build", "node_modules");

    private final Context context;

    @Parameters(
            paramLabel = "FILES|FOLDERS",
            arity = "0..*",
            description = "Test files, and folders to look for them in.")
    private List<Path> paths = List.of();

    @Option(
            names = "--limit",
            paramLabel = "TIME",
            converter = Converters.Time.class,
            description = "How long a case may take before it fails, such as 30s. Default: 5m.")
    private @Nullable Duration limit;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the result as JUnit XML, too.")
    private @Nullable Path junit;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    TestCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        List<TestFile> files = new ArrayList<>();
        for (Path path : find()) {
            files.add(TestFile.load(path));
        }
        List<TestResult> results = run(files);
        if (junit != null) {
            write(context.resolve(junit), JUnitReport.of(results));
        }
        if (output.json()) {
            context.out().println(Json.pretty(json(results)));
        } else {
            summary(results);
        }
        if (!results.stream().allMatch(TestResult::valid)) {
            return ExitCodes.WRONG_USAGE;
        }
        return results.stream().allMatch(TestResult::passed) ? ExitCodes.DONE : ExitCodes.CHECK_FAILED;
    }

    private Set<Path> find() throws IOException {
        Set<Path> found = new LinkedHashSet<>();
        for (Path path : paths.isEmpty() ? List.of(Path.of("")) : paths) {
            Path resolved = context.resolve(path);
            if (Files.isDirectory(resolved)) {
                Set<Path> below = below(resolved);
                if (below.isEmpty()) {
                    throw CommandException.wrongUsage("Cannot test, there is no *%s below %s"
                            .formatted(TestLoader.SUFFIX, path.toString().isEmpty() ? "this folder" : path));
                }
                found.addAll(below);
            } else {
                found.add(resolved);
            }
        }
        return found;
    }

    private static Set<Path> below(Path folder) throws IOException {
        Set<Path> found = new TreeSet<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
                String name =
                        inner.getFileName() == null ? "" : inner.getFileName().toString();
                boolean leftOut = !inner.equals(folder) && (name.startsWith(".") || LEFT_OUT.contains(name));
                return leftOut ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(TestLoader.SUFFIX)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // a folder of somebody else's
            }
        });
        return found;
    }

    private List<TestResult> run(List<TestFile> files) {
        List<TestResult> results = new ArrayList<>();
        if (files.stream().noneMatch(TestFile::valid)) {
            files.forEach(file -> tell(results, TestResult.of(file)));
            return results;
        }
        try (Stack stack = Stack.runtime(context)) {
            for (TestFile file : files) {
                tell(results, file.valid() ? run(stack.client(), file) : TestResult.of(file));
            }
        }
        return results;
    }

    @SuppressWarnings("try") // what shows the time works by being open
    private TestResult run(RuntimeClient client, TestFile file) {
        try (Waiting waiting = Waiting.show(context, "testing " + file.test().fileName())) {
            ObjectNode body = file.body();
            if (limit != null) {
                body.put("limit_seconds", Math.max(1, limit.toSeconds()));
            }
            JsonNode report = client.post("/api/test", body, LIMIT);
            return TestResult.of(
                    file,
                    PipelineFile.problems(report.path("problems")),
                    PipelineFile.problems(report.path("pipeline_problems")),
                    report.path("cases"));
        }
    }

    private void tell(List<TestResult> results, TestResult result) {
        results.add(result);
        if (!output.json()) {
            print(result);
        }
    }

    private void print(TestResult result) {
        print(result.file(), result.problems());
        if (result.pipelineFile() != null) {
            print(result.pipelineFile(), result.pipelineProblems());
        }
        if (!result.valid()) {
            return;
        }
        Styles styles = context.styles();
        context.out().println(result.file());
        for (CaseResult next : result.cases()) {
            context.out()
                    .println("  %s  %s"
                            .formatted(
                                    next.passed() ? styles.green("ok") + "    " : styles.red("FAILED"),
                                    Text.harmless(next.name())));
            next.lines().forEach(line -> context.out().println("          " + Text.harmless(line)));
        }
        context.out().println();
    }

    private void print(String file, List<Problem> problems) {
        if (!problems.isEmpty()) {
            context.out().println(ProblemReport.text(file, problems));
        }
    }

    private void summary(List<TestResult> results) {
        long cases = results.stream().mapToLong(result -> result.cases().size()).sum();
        long failed = results.stream().mapToLong(TestResult::failed).sum();
        long wrong = results.stream().filter(result -> !result.valid()).count();
        Styles styles = context.styles();
        String ran = failed == 0
                ? "%s ok".formatted(Figures.count(cases, "case"))
                : "%s, %,d failed".formatted(Figures.count(cases, "case"), failed);
        String text = wrong == 0
                ? ran + "."
                : "%s; %s with problems %s not run."
                        .formatted(ran, Figures.count(wrong, "file"), wrong == 1 ? "was" : "were");
        context.out().println(failed + wrong == 0 ? styles.green(text) : styles.red(text));
    }

    private static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text);
    }

    private static ArrayNode json(List<TestResult> results) {
        ArrayNode json = Json.array();
        for (TestResult result : results) {
            ObjectNode file = json.addObject()
                    .put("file", result.file())
                    .put("pipeline_file", result.pipelineFile())
                    .put("passed", result.passed());
            file.set("problems", PipelineFile.json(result.problems()));
            file.set("pipeline_problems", PipelineFile.json(result.pipelineProblems()));
            ArrayNode cases = file.putArray("cases");
            result.cases()
                    .forEach(next -> cases.add(((ObjectNode) next.json().deepCopy()).put("passed", next.passed())));
        }
        return json;
    }
}
