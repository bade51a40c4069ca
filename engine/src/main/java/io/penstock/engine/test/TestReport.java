package io.penstock.engine.test;

import io.penstock.pipeline.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a test file.
 *
 * @param pipelineProblems problems of types and SQL in the pipeline's file; where there is one, nothing was run
 * @param problems problems of the test file with the pipeline; where there is one, nothing was run
 * @param cases its cases in their order
 */
public record TestReport(List<Problem> pipelineProblems, List<Problem> problems, List<CaseReport> cases) {

    public TestReport {
        pipelineProblems = List.copyOf(pipelineProblems);
        problems = List.copyOf(problems);
        cases = List.copyOf(cases);
    }

    /** Whether it ran, and every expectation holds. */
    public boolean passed() {
        return pipelineProblems.isEmpty()
                && problems.isEmpty()
                && cases.stream().allMatch(CaseReport::passed);
    }

    /**
     * What came of a case.
     *
     * @param line line of the file where it begins
     * @param millis how long it took
     * @param failure why the pipeline failed on the way; then nothing was compared
     * @param differences what is not as expected
     */
    public record CaseReport(
            String name, int line, long millis, @Nullable String failure, List<Difference> differences) {

        public CaseReport {
            differences = List.copyOf(differences);
        }

        public boolean passed() {
            return failure == null && differences.isEmpty();
        }
    }

    /**
     * Something that is not as expected.
     *
     * @param at what: {@code outputs.hits}, {@code state.hits}, {@code dead-letters} or {@code late-rows}
     * @param line line of the file that expects it
     * @param summary how it differs, in a sentence without its subject
     * @param rows {@code ~} a row that differs, with what does so on the lines below it, {@code -} one that is missing,
     *     {@code +} one that is not expected
     */
    public record Difference(String at, int line, String summary, List<String> rows) {

        public Difference {
            rows = List.copyOf(rows);
        }
    }
}
