package io.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemReportTest {

    @Test
    void showsLinePathReasonAndHintOfEachProblem() {
        List<Problem> problems = List.of(
                new Problem("outputs.search.index", 29, "has capital letters: 'Orders'", "use 'orders'"),
                new Problem("outputs.search.batchsize", 31, "is not a known key", "did you mean 'batch-size'?"));

        assertThat(ProblemReport.text("orders.yaml", problems))
                .isEqualTo(
                        """
                orders.yaml has 2 problems; nothing was started.

                  line 29  outputs.search.index
                           has capital letters: 'Orders'
                           hint: use 'orders'

                  line 31  outputs.search.batchsize
                           is not a known key
                           hint: did you mean 'batch-size'?
                """);
    }

    @Test
    void alignsLinesOfDifferentWidthAndLeavesOutWhatIsNotKnown() {
        List<Problem> problems = List.of(
                new Problem("pipeline", 1, "is missing", null),
                new Problem("views.v", 100, "does not parse:\nno FROM", null),
                new Problem("", 7, "is not valid YAML", null),
                new Problem("outputs.o", 0, "is taken", null),
                new Problem("", 0, "has 3 more problems", null));

        assertThat(ProblemReport.text("p.yaml", problems))
                .isEqualTo(
                        """
                p.yaml has 5 problems; nothing was started.

                  line 1    pipeline
                            is missing

                  line 100  views.v
                            does not parse:
                            no FROM

                  line 7
                            is not valid YAML

                            outputs.o
                            is taken

                            has 3 more problems
                """);
    }

    @Test
    void aSingleProblemOfTheWholeFileNeedsNoColumns() {
        assertThat(ProblemReport.text("p.yaml", List.of(new Problem("", 0, "is empty", "write something"))))
                .isEqualTo(
                        """
                p.yaml has 1 problem; nothing was started.

                  is empty
                  hint: write something
                """);
    }

    @Test
    void isEmptyWithoutProblems() {
        assertThat(ProblemReport.text("p.yaml", List.of())).isEmpty();
    }
}
