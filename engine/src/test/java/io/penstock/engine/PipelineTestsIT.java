package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.test.TestReport;
import io.penstock.engine.test.TestReport.CaseReport;
import io.penstock.engine.test.TestReport.Difference;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.LoadedTest;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.ProblemReport;
import io.penstock.pipeline.TestLoader;
import io.penstock.pipeline.test.PipelineTest;
import io.penstock.pipeline.test.Send;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Test files, run as {@code penstock test} runs them. */
@ExtendWith(TestStack.Extension.class)
class PipelineTestsIT {

    private static final String PIPELINE =
            """
            pipeline: clicks
            sources:
              clicks:
                kafka: { topic: clicks }
                decode: { csv: { schema: "time TIMESTAMP, url STRING, price DECIMAL(9,2)", timestamp-format: epoch-millis } }
                event-time: time
                watermark: 2 minutes
                expect:
                  - { name: has-price, check: price IS NOT NULL, on-violation: fail }
            views:
              hits: SELECT window(time, '1 minute') AS minute, url, count(*) AS hits FROM clicks GROUP BY 1, 2
              pairs: >-
                SELECT a.url AS first, b.url AS second FROM clicks a JOIN clicks b
                ON a.time = b.time AND a.url < b.url
            outputs:
              clicks-table: { table: clicks.clicks, from: clicks }
              hits-table: { table: clicks.hits, from: hits }
              pairs-table: { table: clicks.pairs, from: pairs }
            """;

    static List<Path> examples() {
        return Examples.tests();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theTestsOfTheExamplesHold(Path file, TestStack stack) throws IOException {
        LoadedTest test = TestLoader.load(file);
        assertThat(ProblemReport.text(test.fileName(), test.problems())).isEmpty();
        PipelineTest spec = Objects.requireNonNull(test.test());
        LoadedPipeline pipeline = PipelineLoader.load(Path.of(file.toString().replace(TestLoader.SUFFIX, ".yaml")));
        Map<String, byte[]> files = new HashMap<>();
        for (var next : spec.cases()) {
            for (var step : next.steps()) {
                if (step instanceof Send send && send.file() != null) {
                    files.put(send.file(), Files.readAllBytes(file.resolveSibling(send.file())));
                }
            }
        }

        TestReport report = stack.engine().tests().run(pipeline.pipeline(), test, files);

        assertThat(text(report)).isEmpty();
        assertThat(report.passed()).isTrue();
        assertThat(report.cases()).hasSameSizeAs(spec.cases());
    }

    @Test
    void whatIsNotAsExpectedIsShownRowByRow(TestStack stack) {
        TestReport report = run(
                stack,
                """
                cases:
                  - name: wrong
                    steps:
                      - send:
                          source: clicks
                          records: ["1700000040000,/a,1.50", "1700000041000,/b,2", "1700000042000,/c,3", broken]
                      - advance: { source: clicks, to: 2023-11-14T22:20:00Z }
                      - send: { source: clicks, records: ["1700000040000,/late,1"] }
                    expect:
                      outputs:
                        clicks-table:
                          rows:
                            - { url: /a, price: 1.5, time: 2023-11-14T22:14:00Z }
                            - { url: /b, price: 2.1 }
                            - { url: "/d:1", price: 7 }
                        hits-table: { count: 2 }
                      dead-letters:
                        - { rule: has-url }
                """);

        assertThat(text(report))
                .isEqualTo(
                        """
                        wrong
                        line 11 outputs.clicks-table: 1 row differs, 1 is missing, 2 are not expected
                          ~ {time: 2023-11-14T22:14:01Z, url: /b, price: 2}
                              price is 2, expected 2.1
                          - {url: "/d:1", price: 7}
                          + {time: 2023-11-14T22:14:02Z, url: /c, price: 3}
                          + {time: 2023-11-14T22:14:00Z, url: /late, price: 1}
                        line 16 outputs.hits-table: has 3 rows, expected 2
                          + {minute: {start: 2023-11-14T22:14:00Z, end: 2023-11-14T22:15:00Z}, url: /a, hits: 1}
                          + {minute: {start: 2023-11-14T22:14:00Z, end: 2023-11-14T22:15:00Z}, url: /b, hits: 1}
                          + {minute: {start: 2023-11-14T22:14:00Z, end: 2023-11-14T22:15:00Z}, url: /c, hits: 1}
                        line 17 dead-letters: 1 row is missing, 1 is not expected
                          - {rule: has-url}
                          + {source: clicks, stage: decode, rule: column-count, reason: "has 1 column, expected 3", value: broken}
                        line 9 late-rows: 2 rows are not expected
                          + {source: clicks, view: hits, event_time: 2023-11-14T22:14:00Z, watermark: 2023-11-14T22:18:00Z, value: "1700000040000,/late,1"}
                          + {source: clicks, view: pairs, event_time: 2023-11-14T22:14:00Z, watermark: 2023-11-14T22:18:00Z, value: "1700000040000,/late,1"}
                        """);
    }

    @Test
    void aViewThatReadsASourceTwiceSeesEachRecordOnce(TestStack stack) {
        TestReport report = run(
                stack,
                """
                cases:
                  - name: pairs
                    steps:
                      - send: { source: clicks, records: ["1700000040000,/a,1", broken] }
                      - restart
                      - send: { source: clicks, records: ["1700000040000,/b,1", "1700000041000,/c,1"] }
                    expect:
                      outputs:
                        pairs-table: { rows: [{ first: /a, second: /b }] }
                        clicks-table: { count: 3 }
                      dead-letters: [{ value: broken }]
                """);

        assertThat(text(report)).isEmpty();
    }

    @Test
    void aPipelineThatFailsSaysWhy(TestStack stack) {
        TestReport report = run(
                stack,
                """
                cases:
                  - name: fails
                    steps:
                      - send: { source: clicks, records: [{ value: "1700000040000,/a,", partition: 3 }] }
                    expect: {}
                """);

        assertThat(text(report))
                .isEqualTo("fails\nfailed: Cannot go on, expectation has-price of source clicks fails the pipeline:"
                        + " the check is false, in clicks partition 3 offset 0\n");
    }

    @Test
    void aCaseThatTakesTooLongFailsAndSaysWhereItWas(TestStack stack) {
        String slow =
                "aggregate(sequence(1, 20000 + length(url)), 0L, (a, x) -> a + aggregate(sequence(1, 20000), 0L, (b, y)"
                        + " -> b + x + y))";
        String tests =
                """
                cases:
                  - name: slow
                    steps:
                      - send: { source: others, records: ["1700000040000,/a,1"] }
                      - send: { source: clicks, records: ["1700000040000,/a,1"] }
                    expect: {}
                """;
        String others = PIPELINE.substring(PIPELINE.indexOf("  clicks:"), PIPELINE.indexOf("views:"))
                .replace("  clicks:", "  others:")
                .replace("topic: clicks", "topic: others");
        String yaml = PIPELINE.replace("views:", others + "views:")
                .replace("outputs:", "outputs:\n  others: { table: clicks.others, from: others }");

        assertThat(slow(
                        stack,
                        yaml.replace("count(*) AS hits FROM", "count(*) AS hits, max(" + slow + ") AS slow FROM"),
                        tests))
                .isEqualTo(
                        "it has taken longer than 8 s, and was at step 2, send to source clicks, waiting for view hits");
        assertThat(slow(
                        stack,
                        yaml.replace("views:", "views:\n  slow: SELECT " + slow + " AS n FROM others")
                                .replace("from: others }", "from: slow }"),
                        tests))
                .isEqualTo("it has taken longer than 8 s, and was at step 1, send to source others");
    }

    private static String slow(TestStack stack, String yaml, String tests) {
        LoadedTest test = TestLoader.load("clicks.test.yaml", tests);
        TestReport report = stack.engine().tests().run(TestStack.pipeline(yaml), test, Map.of(), Duration.ofSeconds(8));
        assertThat(report.pipelineProblems()).isEmpty();
        assertThat(report.problems()).isEmpty();
        return report.cases().get(0).failure();
    }

    @Test
    void problemsWithThePipelineAreToldBeforeAnythingRuns(TestStack stack) {
        LoadedTest test = TestLoader.load(
                "clicks.test.yaml",
                """
                cases:
                  - name: wrong
                    steps:
                      - send: { source: click, records: [a] }
                      - send: { source: clicks, file: none.csv }
                    expect:
                      outputs:
                        click-table: { count: 1 }
                        clicks-table:
                          rows:
                            - { time: today, price: much, uri: /a, url: [/a] }
                        hits-table:
                          rows: [{ minute: { begin: 2023-11-14T22:14:00Z }, hits: 1.5 }]
                      dead-letters: [{ source: other, output: hits }]
                      late-rows: [{ view: hit }]
                """);
        TestReport report = stack.engine().tests().run(pipeline(), test, Map.of());

        assertThat(ProblemReport.text(test.fileName(), report.problems()))
                .isEqualTo(
                        """
                        clicks.test.yaml has 12 problems; nothing was started.

                          line 4   cases[0].steps[0].send.source
                                   is no source of the pipeline: 'click'
                                   hint: did you mean 'clicks'?

                          line 5   cases[0].steps[1].send.file
                                   is not there: none.csv
                                   hint: it is looked for in the folder of the test file

                          line 8   cases[0].expect.outputs.click-table
                                   is no output of the pipeline
                                   hint: did you mean 'clicks-table'?

                          line 11  cases[0].expect.outputs.clicks-table.rows[0].time
                                   is no TIMESTAMP: 'today'
                                   hint: write it as in 2026-01-31T00:00:00Z

                          line 11  cases[0].expect.outputs.clicks-table.rows[0].price
                                   is no DECIMAL(9,2): 'much'

                          line 11  cases[0].expect.outputs.clicks-table.rows[0].uri
                                   is no column
                                   hint: did you mean 'url'?

                          line 11  cases[0].expect.outputs.clicks-table.rows[0].url
                                   is a list, expected STRING

                          line 13  cases[0].expect.outputs.hits-table.rows[0].minute.begin
                                   is no column
                                   hint: the columns are start, end

                          line 13  cases[0].expect.outputs.hits-table.rows[0].hits
                                   is no BIGINT: '1.5'

                          line 14  cases[0].expect.dead-letters[0].source
                                   is no source of the pipeline: 'other'
                                   hint: there are: clicks

                          line 14  cases[0].expect.dead-letters[0].output
                                   is no output of the pipeline: 'hits'
                                   hint: did you mean 'hits-table'?

                          line 15  cases[0].expect.late-rows[0].view
                                   is no view of the pipeline: 'hit'
                                   hint: did you mean 'hits'?
                        """);
        assertThat(report.cases()).isEmpty();
        assertThat(report.passed()).isFalse();
    }

    private static io.penstock.pipeline.Pipeline pipeline() {
        return TestStack.pipeline(PIPELINE);
    }

    private static TestReport run(TestStack stack, String yaml) {
        LoadedTest test = TestLoader.load("clicks.test.yaml", yaml);
        assertThat(ProblemReport.text(test.fileName(), test.problems())).isEmpty();
        TestReport report = stack.engine().tests().run(pipeline(), test, Map.of());
        assertThat(ProblemReport.text("clicks.yaml", report.pipelineProblems())).isEmpty();
        assertThat(ProblemReport.text(test.fileName(), report.problems())).isEmpty();
        return report;
    }

    /** What does not hold, as text. */
    private static String text(TestReport report) {
        StringBuilder text = new StringBuilder(ProblemReport.text("the pipeline", report.pipelineProblems()));
        text.append(ProblemReport.text("the test", report.problems()));
        for (CaseReport next : report.cases()) {
            if (!next.passed()) {
                text.append(next.name()).append('\n');
            }
            if (next.failure() != null) {
                text.append("failed: ").append(next.failure()).append('\n');
            }
            for (Difference difference : next.differences()) {
                text.append("line %d %s: %s%n".formatted(difference.line(), difference.at(), difference.summary()));
                difference.rows().forEach(row -> text.append("  ").append(row).append('\n'));
            }
        }
        return text.toString();
    }
}
