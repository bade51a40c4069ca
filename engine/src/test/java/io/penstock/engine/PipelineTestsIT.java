package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.test.TestReport;
import io.penstock.engine.test.TestReport.CaseReport;
import io.penstock.engine.test.TestReport.Difference;
import io.penstock.pipeline.FileReference;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.LoadedTest;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.ProblemReport;
import io.penstock.pipeline.TestLoader;
import io.penstock.pipeline.test.KillPoint;
import io.penstock.pipeline.test.PipelineTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
                if (step.file() != null) {
                    files.put(step.file(), Files.readAllBytes(file.resolveSibling(step.file())));
                }
            }
        }
        for (var reference : pipeline.pipeline().references().values()) {
            if (reference instanceof FileReference rows) {
                files.put(rows.file(), Files.readAllBytes(Path.of(rows.file())));
            }
        }

        TestReport report = stack.engine()
                .tests()
                .run(pipeline.pipeline().withJarsBeside(Path.of(pipeline.fileName())), test, files);

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
    void anIndexHasTheRowsThatItsDocumentsAreMadeOf(TestStack stack) {
        String yaml = PIPELINE.replace(
                        "{ table: clicks.clicks, from: clicks }", "{ index: clicks, from: clicks, id: [url] }")
                .replace("{ table: clicks.hits, from: hits }", "{ index: hits, from: hits, id: [minute.start, url] }");
        TestReport report = run(
                stack,
                yaml,
                """
                cases:
                  - name: documents
                    steps:
                      - send: { source: clicks, records: ["1700000040000,/a,1.5", "1700000041000,/a,2"] }
                      - advance: { source: clicks, to: 2023-11-14T22:20:00Z }
                    expect:
                      outputs:
                        clicks-table: { rows: [{ url: /a, price: 2 }] }
                        hits-table: { rows: [{ minute: { start: 2023-11-14T22:14:00Z }, url: /a, hits: 2 }] }
                """,
                Map.of());

        assertThat(text(report)).isEmpty();
    }

    @Test
    void aRecordWithoutAValueDeletesTheDocumentOfItsKey(TestStack stack) {
        TestReport report = run(
                stack,
                """
                pipeline: clickstream
                sources:
                  cabs:
                    kafka: { topic: cabs }
                    decode: { csv: { schema: "speed INT" } }
                    metadata: { cab: key as STRING }
                outputs:
                  last: { index: last, from: cabs, id: [cab], tombstones: delete }
                  all: { table: cabs.all, from: cabs }
                """,
                """
                cases:
                  - name: deletions
                    steps:
                      - send:
                          source: cabs
                          records:
                            - { key: a, value: "1" }
                            - { key: b, value: "2" }
                            - { key: a }
                            - { key: b }
                            - { key: b, value: "3" }
                    expect:
                      outputs:
                        last: { rows: [{ cab: b, speed: 3 }] }
                        all: { rows: [{ cab: a, speed: 1 }, { cab: b, speed: 2 }, { cab: b, speed: 3 }] }
                """,
                Map.of());

        assertThat(text(report)).isEmpty();
    }

    private static final String EVERYTHING =
            """
            cases:
              - name: everything
                steps:
                  - send:
                      source: clicks
                      records: ["1700000040000,/a,1.50", "1700000041000,/b,2", broken]
                  - KILL
                  - send: { source: clicks, records: ["1700000042000,/a,3", "1700000040000,/c,4"] }
                  - KILL
                  - advance: { source: clicks, to: 2023-11-14T22:20:00Z }
                  - KILL
                  - send: { source: clicks, records: ["1700000041000,/late,1", "1700000520000,/z,1"] }
                expect:
                  outputs:
                    clicks-table:
                      rows:
                        - { url: /a, price: 1.5 }
                        - { url: /b, price: 2 }
                        - { url: /a, price: 3 }
                        - { url: /c, price: 4 }
                        - { url: /late, price: 1 }
                        - { url: /z, price: 1 }
                    hits-table:
                      rows:
                        - { minute: { start: 2023-11-14T22:14:00Z }, url: /a, hits: 2 }
                        - { minute: { start: 2023-11-14T22:14:00Z }, url: /b, hits: 1 }
                        - { minute: { start: 2023-11-14T22:14:00Z }, url: /c, hits: 1 }
                    pairs-table: { rows: [{ first: /a, second: /c }] }
                  state:
                    hits: { rows: [{ minute: { start: 2023-11-14T22:22:00Z }, url: /z, hits: 1 }] }
                    pairs:
                      rows:
                        - { side: left, left_row: { url: /z, time: 2023-11-14T22:22:00Z }, right_row: null }
                        - { side: right, left_row: null, right_row: { url: /z } }
                  dead-letters: [{ source: clicks, rule: column-count, value: broken }]
                  late-rows:
                    - { source: clicks, view: hits, value: "1700000041000,/late,1" }
                    - { source: clicks, view: pairs, value: "1700000041000,/late,1" }
            """;

    @Test
    void aCaseThatIsNotKilledComesToWhatIsExpected(TestStack stack) {
        assertThat(text(run(stack, EVERYTHING.replace("KILL", "restart")))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aCaseThatIsKilledComesToTheSame(KillPoint at, TestStack stack) {
        String word = at.name().toLowerCase(Locale.ROOT).replace('_', '-');

        assertThat(text(run(stack, EVERYTHING.replace("KILL", "kill: { at: " + word + " }"))))
                .isEmpty();
    }

    @Test
    void aRunCanBeKilledWhileItRecovers(TestStack stack) {
        TestReport report = run(
                stack,
                """
                cases:
                  - name: kills in a row
                    steps:
                      - kill: { at: computed }
                      - kill: { at: prepared }
                      - kill: { at: table-committed }
                      - kill
                      - kill: { at: ledger-written }
                      - send: { source: clicks, records: ["1700000040000,/a,1", "1700000041000,/a,1", broken] }
                      - advance: { source: clicks, to: 2023-11-14T22:20:00Z }
                    expect:
                      outputs:
                        clicks-table: { count: 2 }
                        hits-table: { rows: [{ url: /a, hits: 2 }] }
                      dead-letters: [{ value: broken }]
                """);

        assertThat(text(report)).isEmpty();
    }

    private static final String SENT =
            """
            pipeline: sent
            sources:
              clicks: { kafka: { topic: clicks }, decode: { csv: { schema: "url STRING" } } }
            outputs:
              sent: { topic: sent, from: clicks }
            """;

    @Test
    void aTopicHasRowsTwiceWhereTheirBatchIsComputedTwice(TestStack stack) {
        String test =
                """
                cases:
                  - name: killed
                    steps:
                      - kill: { at: POINT }
                      - send: { source: clicks, records: [/a] }
                    expect: { outputs: { sent: { count: COUNT } } }
                """;

        for (String computedTwice : List.of("task-written", "computed")) {
            assertThat(text(run(
                            stack, SENT, test.replace("POINT", computedTwice).replace("COUNT", "2"), Map.of())))
                    .as(computedTwice)
                    .isEmpty();
        }
        for (String once : List.of("batch-started", "prepared", "ledger-written")) {
            assertThat(text(run(stack, SENT, test.replace("POINT", once).replace("COUNT", "1"), Map.of())))
                    .as(once)
                    .isEmpty();
        }
    }

    @Test
    void aKillThatNothingComesToFailsTheCase(TestStack stack) {
        TestReport report = run(
                stack,
                SENT,
                """
                cases:
                  - name: no table
                    steps:
                      - send: { source: clicks, records: [/a] }
                      - kill: { at: table-committed }
                      - send: { source: clicks, records: [/b] }
                    expect: {}
                """,
                Map.of());

        assertThat(text(report))
                .isEqualTo(
                        """
                        no table
                        failed: Cannot kill the run in step 2, no batch behind it came to table-committed: add a send or advance that does, or take another point
                        """);
    }

    @Test
    void aPipelineThatFailsAfterAKillSaysWhy(TestStack stack) {
        TestReport report = run(
                stack,
                """
                cases:
                  - name: fails
                    steps:
                      - kill: { at: batch-started }
                      - send: { source: clicks, records: ["1700000040000,/a,"] }
                    expect: {}
                """);

        assertThat(text(report))
                .isEqualTo("fails\nfailed: Cannot go on, expectation has-price of source clicks fails the pipeline:"
                        + " the check is false, in clicks partition 0 offset 0\n");
    }

    @Test
    void stateThatIsNotAsExpectedIsShownRowByRow(TestStack stack) {
        TestReport report = run(
                stack,
                """
                cases:
                  - name: wrong
                    steps:
                      - send: { source: clicks, records: ["1700000040000,/a,1", "1700000041000,/b,2", "1700000042000,/b,3"] }
                    expect:
                      state:
                        hits:
                          rows:
                            - { url: /a, hits: 1 }
                            - { minute: { start: 2023-11-14T22:14:00Z }, url: /b, hits: 1 }
                            - { url: /c, hits: 3 }
                        pairs: { rows: [{ side: left, left_row: { uri: /a } }] }
                  - name: counted
                    steps:
                      - send: { source: clicks, records: ["1700000040000,/a,1"] }
                    expect: { state: { hits: { count: 2 } } }
                  - name: nothing came
                    steps: []
                    expect: { state: { hits: { rows: [{ url: /a }] }, pairs: { count: 0 } } }
                """);

        assertThat(text(report))
                .isEqualTo(
                        """
                        wrong
                        line 7 state.hits: 1 row differs, 1 is missing
                          ~ {minute: {start: 2023-11-14T22:14:00Z, end: 2023-11-14T22:15:00Z}, url: /b, hits: 2}
                              hits is 2, expected 1
                          - {url: /c, hits: 3}
                        line 12 state.pairs: cannot be compared with what is kept
                          rows[0].left_row.uri is no column, did you mean 'url'?
                        counted
                        line 16 state.hits: has 1 row, expected 2
                          + {minute: {start: 2023-11-14T22:14:00Z, end: 2023-11-14T22:15:00Z}, url: /a, hits: 1}
                        nothing came
                        line 19 state.hits: is empty, no batch came to it
                        """);
    }

    @Test
    void stateThatIsNoneIsToldBeforeAnythingRuns(TestStack stack) {
        String yaml = PIPELINE.replace(
                "outputs:",
                """
                  once: { from: clicks, dedup: { key: [url], within: 1 hour } }
                  urls: SELECT url FROM clicks
                outputs:
                  once-table: { table: clicks.once, from: once }
                  urls-table: { table: clicks.urls, from: urls }
                """);
        TestReport report = run(
                stack,
                yaml,
                """
                cases:
                  - name: wrong
                    steps: []
                    expect:
                      state:
                        hit: { count: 0 }
                        urls: { count: 0 }
                        once: { count: 0 }
                        hits: { rows: [{ uri: /a, hits: many }] }
                """,
                Map.of());

        assertThat(report.problems())
                .containsExactly(
                        new Problem(
                                "cases[0].expect.state.hit",
                                6,
                                "is no view of the pipeline that keeps state in a query of its own",
                                "did you mean 'hits'?"),
                        new Problem(
                                "cases[0].expect.state.urls",
                                7,
                                "is no view of the pipeline that keeps state in a query of its own",
                                "there are: hits, once, pairs"),
                        new Problem(
                                "cases[0].expect.state.once",
                                8,
                                "is computed by a processor or by dedup, whose state cannot be shown as rows",
                                "expect what comes of it in an output"),
                        new Problem("cases[0].expect.state.hits.rows[0].uri", 9, "is no column", "did you mean 'url'?"),
                        new Problem("cases[0].expect.state.hits.rows[0].hits", 9, "is no BIGINT: 'many'", null));
    }

    @Test
    void stateIsThatOfWhatComputesTheViewLast(TestStack stack) {
        String yaml = PIPELINE.replace(
                "outputs:",
                """
                  once: { from: clicks, dedup: { key: [url], within: 1 hour } }
                  once-hits: SELECT window(time, '1 hour') AS hour, url, count(*) AS hits FROM once GROUP BY 1, 2
                  once-urls: SELECT upper(url) AS url FROM once
                outputs:
                  once-table: { table: clicks.once, from: once-urls }
                  once-hits-table: { table: clicks.once_hits, from: once-hits }
                """);
        TestReport report = run(
                stack,
                yaml,
                """
                cases:
                  - name: behind
                    steps:
                      - send: { source: clicks, records: ["1700000040000,/a,1", "1700000041000,/a,1", "1700000042000,/b,1"] }
                      - advance: { source: clicks, to: 2023-11-14T22:20:00Z }
                    expect:
                      outputs: { once-table: { count: 2 } }
                      state:
                        once-hits: { rows: [{ url: /a, hits: 1 }, { url: /b, hits: 1 }] }
                        once-urls: { count: 0 }
                """,
                Map.of());

        assertThat(text(report))
                .isEqualTo(
                        """
                        behind
                        line 10 state.once-urls: Cannot read state of once-urls, what it keeps is that of a processor or of dedup, which cannot be shown as rows
                        """);
    }

    @Test
    void aRunKnowsAfterARestartHowFarEachSourceHadCome(TestStack stack) {
        String source =
                """
                  NAME:
                    kafka: { topic: NAME }
                    decode: { csv: { schema: "time TIMESTAMP, url STRING", timestamp-format: epoch-millis } }
                    event-time: time
                    watermark: 2 minutes
                """;
        String yaml = "pipeline: both\nsources:\n" + source.replace("NAME", "web") + source.replace("NAME", "app")
                + """
                views:
                  clicks: SELECT * FROM web UNION ALL SELECT * FROM app
                  hits: SELECT window(time, '1 minute') AS minute, count(*) AS hits FROM clicks GROUP BY 1
                outputs:
                  hits-table: { table: both.hits, from: hits }
                """;

        for (String between : List.of("restart", "kill", "kill: { at: batch-started }")) {
            TestReport report = run(
                    stack,
                    yaml,
                    """
                    cases:
                      - name: both
                        steps:
                          - send: { source: web, records: ["1700000040000,/a"] }
                          - send: { source: app, records: ["1700000041000,/a"] }
                          - advance: { source: web, to: 2023-11-14T22:20:00Z }
                          - BETWEEN
                          - advance: { source: app, to: 2023-11-14T22:20:00Z }
                        expect: { outputs: { hits-table: { rows: [{ hits: 2 }] } }, state: { hits: { count: 0 } } }
                    """
                            .replace("BETWEEN", between),
                    Map.of());

            assertThat(text(report)).as(between).isEmpty();
        }
    }

    private static final String JOINED =
            """
            pipeline: joined
            sources:
              trips: { kafka: { topic: trips }, decode: { csv: { schema: "zone INT, note STRING" } } }
            references:
              zones: { file: /nowhere/zones.csv, schema: "id INT, borough STRING, since DATE, tags ARRAY<STRING>" }
              fares: { table: shop.fares, schema: "zone INT, cents DECIMAL(9,2)" }
            views:
              named: >-
                SELECT note, borough, since, tags, cents FROM trips
                LEFT JOIN zones ON trips.zone = zones.id LEFT JOIN fares ON trips.zone = fares.zone
            outputs:
              named: { table: joined.named, from: named }
            """;

    @Test
    void referencesHaveTheRowsThatACaseSays(TestStack stack) {
        TestReport report = run(
                stack,
                JOINED,
                """
                cases:
                  - name: rows and a file
                    steps:
                      - change: { reference: fares, file: fares.csv }
                      - change: { reference: zones, rows: [{ id: 1, borough: Queens, since: 2024-01-31, tags: [a, null] }] }
                      - send: { source: trips, records: ["1,first", "2,first"] }
                      - change: { reference: zones, rows: [{ id: 2, borough: Bronx }] }
                      - restart
                      - send: { source: trips, records: ["1,second", "2,second"] }
                    expect:
                      outputs:
                        named:
                          rows:
                            - { note: first, borough: Queens, since: 2024-01-31, tags: [a, null], cents: 1.5 }
                            - { note: first, borough: null, cents: null }
                            - { note: second, borough: null, cents: 1.5 }
                            - { note: second, borough: Bronx, since: null, tags: null, cents: null }
                  - name: without rows
                    steps:
                      - change: { reference: zones, rows: [{ id: 1 }] }
                      - send: { source: trips, records: ["1,first"] }
                    expect: {}
                """,
                Map.of("fares.csv", "zone,cents\n1,1.5\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(text(report))
                .isEqualTo(
                        """
                        without rows
                        failed: Cannot compute view named, reference fares has no rows: tests see no tables; add a step before: change
                        """);
    }

    @Test
    void whatIsWrongWithTheRowsOfAReferenceIsToldBeforeAnythingRuns(TestStack stack) {
        TestReport report = run(
                stack,
                JOINED,
                """
                cases:
                  - name: wrong
                    steps:
                      - change: { reference: zones, rows: [{ id: one, bourough: x }] }
                      - change: { reference: zone, rows: [{ id: 1 }] }
                      - change: { reference: zones, file: zones.csv }
                    expect: {}
                """,
                Map.of());

        assertThat(report.problems())
                .containsExactly(
                        new Problem("cases[0].steps[0].change.rows[0].id", 4, "is no INT: 'one'", null),
                        new Problem(
                                "cases[0].steps[0].change.rows[0].bourough",
                                4,
                                "is no column",
                                "did you mean 'borough'?"),
                        new Problem(
                                "cases[0].steps[1].change.reference",
                                5,
                                "is no reference of the pipeline: 'zone'",
                                "did you mean 'zones'?"),
                        new Problem(
                                "cases[0].steps[2].change.file",
                                6,
                                "is not there: zones.csv",
                                "it is looked for in the folder of the test file"));
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
        TestReport report = run(stack, PIPELINE, yaml, Map.of());
        assertThat(ProblemReport.text("clicks.test.yaml", report.problems())).isEmpty();
        return report;
    }

    private static TestReport run(TestStack stack, String pipeline, String yaml, Map<String, byte[]> files) {
        LoadedTest test = TestLoader.load("clicks.test.yaml", yaml);
        assertThat(ProblemReport.text(test.fileName(), test.problems())).isEmpty();
        TestReport report = stack.engine().tests().run(TestStack.pipeline(pipeline), test, files);
        assertThat(ProblemReport.text("clicks.yaml", report.pipelineProblems())).isEmpty();
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
