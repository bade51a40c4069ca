package io.penstock.cli.test;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.pipeline.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a test file.
 *
 * @param pipelineFile the pipeline's file; nothing where the test file has problems that hide it
 */
public record TestResult(
        String file,
        @Nullable String pipelineFile,
        List<Problem> problems,
        List<Problem> pipelineProblems,
        List<CaseResult> cases) {

    public TestResult {
        problems = List.copyOf(problems);
        pipelineProblems = List.copyOf(pipelineProblems);
        cases = List.copyOf(cases);
    }

    /**
     * What came of a case.
     *
     * @param failure why the pipeline failed in it, or nothing
     * @param json as the runtime has told it
     */
    public record CaseResult(String name, long millis, @Nullable String failure, JsonNode json) {

        static CaseResult of(JsonNode json) {
            return new CaseResult(
                    json.path("name").asText(),
                    json.path("millis").asLong(),
                    json.path("failure").textValue(),
                    json);
        }

        public boolean passed() {
            return failure == null && json.path("differences").isEmpty();
        }

        /** What does not hold, line by line. */
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            if (failure != null) {
                lines.add("the pipeline failed: " + failure);
            }
            for (JsonNode difference : json.path("differences")) {
                lines.add("line %d, %s: %s"
                        .formatted(
                                difference.path("line").asInt(),
                                difference.path("at").asText(),
                                difference.path("summary").asText()));
                difference.path("rows").forEach(row -> lines.add("  " + row.asText()));
            }
            return lines;
        }
    }

    /** What is known without a runtime. */
    public static TestResult of(TestFile file) {
        return new TestResult(
                file.test().fileName(), pipelineFile(file), file.problems(), file.pipelineProblems(), List.of());
    }

    /** @param problems and those of the pipeline, as the runtime has found them */
    public static TestResult of(TestFile file, List<Problem> problems, List<Problem> pipelineProblems, JsonNode cases) {
        List<CaseResult> results = new ArrayList<>();
        cases.forEach(json -> results.add(CaseResult.of(json)));
        return new TestResult(file.test().fileName(), pipelineFile(file), problems, pipelineProblems, results);
    }

    private static @Nullable String pipelineFile(TestFile file) {
        return file.pipeline() == null ? null : file.pipeline().fileName();
    }

    /** Whether it could be run. */
    public boolean valid() {
        return problems.isEmpty() && pipelineProblems.isEmpty();
    }

    /** Whether it was run, and all holds. */
    public boolean passed() {
        return valid() && cases.stream().allMatch(CaseResult::passed);
    }

    public long failed() {
        return cases.stream().filter(result -> !result.passed()).count();
    }
}
