package io.penstock.engine.test;

import io.penstock.engine.InvalidPipelineException;
import io.penstock.engine.RefusedException;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.Planner;
import io.penstock.engine.state.StateFolder;
import io.penstock.engine.test.TestReport.CaseReport;
import io.penstock.engine.test.TestReport.Difference;
import io.penstock.pipeline.FileReference;
import io.penstock.pipeline.LoadedTest;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.Reference;
import io.penstock.pipeline.TestLoader;
import io.penstock.pipeline.test.Change;
import io.penstock.pipeline.test.Expected;
import io.penstock.pipeline.test.PipelineTest;
import io.penstock.pipeline.test.Send;
import io.penstock.pipeline.test.Step;
import io.penstock.pipeline.test.TestCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.classic.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Runs test files, each case from its beginning, one after the other. Contacts no broker, and touches no table and no state of
 * a pipeline. Thread-safe.
 */
public final class PipelineTests {

    /** How long a case may take unless it is said. */
    public static final Duration USUAL_LIMIT = Duration.ofMinutes(5);

    private final Planner planner;
    private final Supplier<SparkSession> sessions;
    private final UnaryOperator<SparkSession> stateful;

    /**
     * @param sessions makes sessions of the one Spark driver
     * @param stateful sets what queries with state run with
     */
    public PipelineTests(Planner planner, Supplier<SparkSession> sessions, UnaryOperator<SparkSession> stateful) {
        this.planner = planner;
        this.sessions = sessions;
        this.stateful = stateful;
    }

    /**
     * Runs the cases of a file.
     *
     * @param test a file without problems of its own
     * @param files what the files hold that it names, by these names
     */
    public TestReport run(Pipeline pipeline, LoadedTest test, Map<String, byte[]> files) {
        return run(pipeline, test, files, USUAL_LIMIT);
    }

    /** The same. @param limit how long each case may take; one that takes longer fails, and says where it was */
    public TestReport run(Pipeline pipeline, LoadedTest test, Map<String, byte[]> files, Duration limit) {
        PipelineTest spec = test.test();
        if (spec == null) {
            return new TestReport(List.of(), test.problems(), List.of());
        }
        PipelinePlan plan;
        try {
            plan = planner.plan(pipeline);
        } catch (InvalidPipelineException e) {
            return new TestReport(e.problems(), List.of(), List.of());
        }
        Problems found = new Problems(test::lineOf);
        checkSteps(spec, pipeline, files, found);
        List<ExpectedContent> contents = new ArrayList<>();
        for (int i = 0; i < spec.cases().size(); i++) {
            String at = "cases[%d].expect".formatted(i);
            contents.add(ExpectedContent.of(
                    spec.cases().get(i).expect(),
                    plan,
                    found.at("cases").at(i).at("expect"),
                    this::statefulSession,
                    path -> test.lineOf(at + "." + path)));
        }
        List<Problem> problems = new ArrayList<>(test.problemsWith(pipeline));
        problems.addAll(found.list());
        if (!problems.isEmpty()) {
            return new TestReport(List.of(), test.locate(problems), List.of());
        }
        return new TestReport(List.of(), List.of(), run(pipeline, plan, test, contents, files, limit));
    }

    /**
     * Writes a case whose expectations are what the pipeline makes of its steps. Columns that are others when it is run again are
     * not expected, and the text has passed as a test.
     *
     * @param comments lines above it
     * @throws RefusedException when the pipeline fails, or the case does not hold when it is run again
     */
    public WrittenCase write(Pipeline pipeline, String name, List<Step> steps, List<String> comments) {
        PipelinePlan plan = planner.plan(pipeline);
        Map<String, byte[]> files = referenceFiles(pipeline);
        TestCase steered = new TestCase(name, steps, new Expected(Map.of(), Map.of(), List.of(), List.of()));
        Outcome first = outcome(pipeline, plan, steered, files);
        Outcome second = outcome(pipeline, plan, steered, files);
        WrittenCase written = CaseText.of(name, steps, first, second, comments);
        LoadedTest test = TestLoader.load("the case", "cases:\n" + written.text());
        TestReport report = run(pipeline, test, files);
        if (!report.passed()) {
            throw new RefusedException("Cannot write a case of " + pipeline.name()
                    + ", it does not hold when it is run again: " + why(report));
        }
        return written;
    }

    private static String why(TestReport report) {
        return Stream.concat(
                        report.problems().stream().map(problem -> problem.path() + " " + problem.reason()),
                        report.cases().stream()
                                .flatMap(next -> next.failure() != null
                                        ? Stream.of(next.failure())
                                        : next.differences().stream()
                                                .map(difference -> difference.at() + " " + difference.summary())))
                .collect(Collectors.joining("; "));
    }

    private Outcome outcome(Pipeline pipeline, PipelinePlan plan, TestCase test, Map<String, byte[]> files) {
        Path folder = temporaryFolder();
        try (Case running = open(pipeline, plan, folder, files)) {
            Outcome outcome = Outcome.of(running.run(test, USUAL_LIMIT), plan, running.collected());
            if (outcome.failure() != null) {
                throw new RefusedException("Cannot write a case of " + pipeline.name() + ", the pipeline fails in it: "
                        + outcome.failure());
            }
            return outcome;
        } finally {
            StateFolder.local(folder).deleteAll();
        }
    }

    private Case open(Pipeline pipeline, PipelinePlan plan, Path folder, Map<String, byte[]> files) {
        return new Case(plan, () -> planner.plan(pipeline), session(), this::statefulSession, folder, new Sent(files));
    }

    /** What the files of references hold, as far as they are there. */
    private static Map<String, byte[]> referenceFiles(Pipeline pipeline) {
        Map<String, byte[]> files = new HashMap<>();
        pipeline.references().values().forEach(reference -> {
            if (reference instanceof FileReference rows && Files.isRegularFile(Path.of(rows.file()))) {
                try {
                    files.put(rows.file(), Files.readAllBytes(Path.of(rows.file())));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        return files;
    }

    private static void checkSteps(PipelineTest spec, Pipeline pipeline, Map<String, byte[]> files, Problems problems) {
        for (int i = 0; i < spec.cases().size(); i++) {
            List<Step> steps = spec.cases().get(i).steps();
            for (int s = 0; s < steps.size(); s++) {
                Step step = steps.get(s);
                Problems at = problems.at("cases").at(i).at("steps").at(s).at(step instanceof Send ? "send" : "change");
                if (step.file() != null && !files.containsKey(step.file())) {
                    at.at("file")
                            .add("is not there: " + step.file(), "it is looked for in the folder of the test file");
                }
                Reference changed =
                        step instanceof Change change ? pipeline.references().get(change.reference()) : null;
                if (changed != null) {
                    CaseReferences.check((Change) step, changed, at);
                }
            }
        }
    }

    private List<CaseReport> run(
            Pipeline pipeline,
            PipelinePlan plan,
            LoadedTest test,
            List<ExpectedContent> contents,
            Map<String, byte[]> files,
            Duration limit) {
        List<TestCase> cases = Objects.requireNonNull(test.test()).cases();
        Path folder = temporaryFolder();
        try {
            List<CaseReport> reports = new ArrayList<>();
            for (int i = 0; i < cases.size(); i++) {
                long began = System.nanoTime();
                TestCase next = cases.get(i);
                try (Case running = open(pipeline, plan, folder.resolve("case-" + i), files)) {
                    String failure = running.run(next, limit);
                    reports.add(new CaseReport(
                            next.name(),
                            test.lineOf("cases[%d]".formatted(i)),
                            (System.nanoTime() - began) / 1_000_000,
                            failure,
                            failure != null ? List.of() : differences(pipeline, contents.get(i), running)));
                }
            }
            return reports;
        } finally {
            StateFolder.local(folder).deleteAll();
        }
    }

    private List<Difference> differences(Pipeline pipeline, ExpectedContent expected, Case run) {
        Map<String, KeptRows> kept = new HashMap<>();
        for (String view : expected.views()) {
            kept.put(view, KeptRows.read(pipeline, view, run.checkpoint(view), planner, this::statefulSession));
        }
        return expected.differences(run.collected(), kept);
    }

    private SparkSession statefulSession() {
        return stateful.apply(session());
    }

    /** What few records need: more than one task is more work than there is. */
    private SparkSession session() {
        SparkSession session = sessions.get();
        session.conf().set("spark.sql.shuffle.partitions", "1");
        return session;
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("penstock-test-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a temporary folder: " + e.getMessage(), e);
        }
    }

    /** @param all what the files hold, by name */
    private record Sent(Map<String, byte[]> all) implements Case.Files {

        @Override
        public byte @Nullable [] content(String file) {
            return all.get(file);
        }

        @Override
        public List<byte[]> lines(String name) {
            byte[] file = all.get(name);
            List<byte[]> lines = new ArrayList<>();
            int from = 0;
            while (from < file.length) {
                int end = from;
                while (end < file.length && file[end] != '\n') {
                    end++;
                }
                boolean windows = end > from && file[end - 1] == '\r';
                lines.add(Arrays.copyOfRange(file, from, windows ? end - 1 : end));
                from = end + 1;
            }
            return lines;
        }
    }
}
