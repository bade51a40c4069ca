package io.penstock.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.TestStack;
import io.penstock.pipeline.Problem;
import java.util.List;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {

    private static SparkSession session;

    @BeforeAll
    static void startSpark() {
        session = (SparkSession) SparkSession.builder()
                .config("spark.master", "local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }

    @AfterAll
    static void stopSpark() {
        session.stop();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SELECT url, count(*) AS hits FROM clicks GROUP BY url          | an aggregation or DISTINCT
                    SELECT DISTINCT url FROM clicks                                | an aggregation or DISTINCT
                    SELECT * FROM clicks ORDER BY url                              | ORDER BY
                    SELECT * FROM clicks LIMIT 10                                  | LIMIT
                    SELECT url, row_number() OVER (ORDER BY id) AS n FROM clicks   | a window function
                    SELECT * FROM clicks UNION ALL SELECT * FROM clicks            | UNION
                    SELECT a.url FROM clicks a JOIN clicks b ON a.id = b.id        | a join or a subquery
                    SELECT url FROM clicks WHERE id IN (SELECT id FROM clicks)     | a join or a subquery
                    """)
    void refusesAViewThatNeedsMoreThanOneRow(String sql, String what) {
        assertThat(check(sql))
                .containsExactly(new Problem(
                        "views.v",
                        0,
                        "uses " + what + ", which needs more than one row",
                        "a view is computed row by row: select, where, expressions, explode"));
    }

    @Test
    void refusesAViewThatNoOutputReads() {
        List<Problem> problems = new Planner(session)
                .check(
                        TestStack.pipeline(
                                """
        pipeline: p
        sources:
          clicks:
            kafka: { topic: t }
            decode: { csv: { schema: "id BIGINT, url STRING" } }
        views:
          counted: SELECT count(*) AS n FROM clicks
          base: SELECT id FROM clicks
          unread: SELECT id + 1 AS next FROM base
        outputs:
          all: { table: web.clicks, from: clicks }
        """));

        assertThat(problems)
                .containsExactly(new Problem(
                        "views.counted",
                        0,
                        "uses an aggregation or DISTINCT, which needs more than one row",
                        "a view is computed row by row: select, where, expressions, explode"));
    }

    @Test
    void namesTheColumnThatAViewDoesNotFind() {
        assertThat(check("SELECT urll FROM clicks")).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("views.v");
            assertThat(problem.reason())
                    .startsWith("is not valid SQL: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function"
                            + " parameter with name `urll` cannot be resolved.");
        });
    }

    @Test
    void refusesAStatementThatIsNoQuery() {
        assertThat(check("DROP TABLE web.clicks")).singleElement().satisfies(problem -> assertThat(problem.reason())
                .startsWith("is not valid SQL: [PARSE_SYNTAX_ERROR]"));
    }

    @Test
    void refusesATableThatIsNoSource() {
        assertThat(check("SELECT * FROM web.users")).singleElement().satisfies(problem -> assertThat(problem.reason())
                .startsWith("is not valid SQL: [TABLE_OR_VIEW_NOT_FOUND]"));
    }

    @Test
    void refusesColumnsThatNoTableCanKeep() {
        assertThat(
                        check(
                                "SELECT id AS _partition, url AS _kafka_offset, NULL AS nothing, id AS twice, url AS TWICE FROM clicks"))
                .extracting(Problem::reason)
                .containsExactlyInAnyOrder(
                        "has a column that Iceberg keeps for itself: _partition",
                        "has a column that the lineage of rows is kept in: _kafka_offset",
                        "has a column without a type: nothing",
                        "has two columns of the name TWICE");
    }

    @Test
    void refusesViewsThatReadEachOtherInACircle() {
        List<Problem> problems = new Planner(session)
                .check(
                        TestStack.pipeline(
                                """
                        pipeline: p
                        sources:
                          clicks: { kafka: { topic: t }, decode: { csv: { schema: "id BIGINT, url STRING" } } }
                        views:
                          a: SELECT * FROM b
                          b: SELECT * FROM a
                        outputs:
                          out: { table: web.p, from: a }
                        """));

        assertThat(problems).containsExactly(new Problem("views.a", 0, "reads itself, by way of: a, b", null));
    }

    @Test
    void reportsSchemaRuleEventTimeAndPartitioningInOneGo() {
        List<Problem> problems = new Planner(session)
                .check(
                        TestStack.pipeline(
                                """
                        pipeline: p
                        sources:
                          bad: { kafka: { topic: t }, decode: { csv: { schema: "id BIGINTT" } } }
                          clicks:
                            kafka: { topic: t }
                            decode: { csv: { schema: "id BIGINT, url STRING" } }
                            event-time: url
                            expect:
                              - { name: text, check: "upper(url)" }
                              - { name: sum, check: sum(id) > 1 }
                        outputs:
                          out: { table: web.p, from: clicks, partition-by: [days(id), nothing] }
                        """));

        assertThat(problems)
                .extracting(Problem::path)
                .containsExactlyInAnyOrder(
                        "sources.bad.decode.csv.schema",
                        "sources.clicks.event-time",
                        "sources.clicks.expect[0].check",
                        "sources.clicks.expect[1].check",
                        "outputs.out.partition-by[0]",
                        "outputs.out.partition-by[1]");
        assertThat(problems)
                .extracting(Problem::reason)
                .contains(
                        "is STRING, expected TIMESTAMP: url",
                        "is STRING, expected BOOLEAN",
                        "uses an aggregation or DISTINCT, a check sees one row",
                        "cannot be computed from BIGINT: days(id)",
                        "is not a column of the output: nothing");
    }

    @Test
    void reportsMetadataUnderNamesThatAreTaken() {
        List<Problem> problems = new Planner(session)
                .check(
                        TestStack.pipeline(
                                """
                        pipeline: p
                        sources:
                          clicks:
                            kafka: { topic: t }
                            decode: { text: { pattern: apache-common } }
                            metadata: { host: key, _partition: partition, _kafka_offset: offset, sent: timestamp }
                            event-time: sent
                            expect:
                              - { name: fresh, check: sent > time }
                        outputs:
                          out: { table: web.p, from: clicks, partition-by: [days(sent)] }
                        """));

        assertThat(problems)
                .extracting(problem -> problem.path() + " " + problem.reason())
                .containsExactlyInAnyOrder(
                        "sources.clicks.metadata.host is the name of another column: 'host'",
                        "sources.clicks.metadata._partition has a column that Iceberg keeps for itself: _partition",
                        "sources.clicks.metadata._kafka_offset has a column that the lineage of rows is kept in:"
                                + " _kafka_offset");
    }

    @Test
    void reportsWhatARecordOfATopicCannotHold() {
        List<Problem> problems = new Planner(session)
                .check(
                        TestStack.pipeline(
                                """
                        pipeline: p
                        sources:
                          clicks: { kafka: { topic: t }, decode: { csv: { schema: "id BIGINT, url STRING" } } }
                        views:
                          parts: SELECT id, split(url, '/') AS parts, url AS ID FROM clicks
                          counts: SELECT url, count(*) AS n FROM clicks GROUP BY url
                        outputs:
                          a: { topic: a, from: clicks, key: ip }
                          b: { topic: b, from: parts, key: parts, format: csv }
                          c: { topic: c, from: counts }
                          d: { topic: d, from: clicks, key: ID, format: csv }
                        """));

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        new Problem("outputs.a.key", 0, "is not a column of the output: ip", "the columns are id, url"),
                        new Problem(
                                "outputs.b.from",
                                0,
                                "has two columns of the name ID",
                                "give one of them another name with AS"),
                        new Problem(
                                "outputs.b.format",
                                0,
                                "cannot hold column parts, which is ARRAY<STRING>",
                                "use json, or make a text of it in a view"),
                        new Problem("outputs.b.key", 0, "is ARRAY<STRING>, expected one value: parts", null),
                        new Problem(
                                "views.counts",
                                0,
                                "uses an aggregation or DISTINCT, which needs more than one row",
                                "a view is computed row by row: select, where, expressions, explode"));
    }

    @Test
    void knowsThatAViewAsksForTheCurrentTime() {
        assertThat(plan("SELECT id, current_timestamp() AS seen FROM clicks")
                        .source("clicks")
                        .usesCurrentTime())
                .isTrue();
        assertThat(plan("SELECT id FROM clicks").source("clicks").usesCurrentTime())
                .isFalse();
    }

    @Test
    void refusesTheCurrentTimeInRealTime() {
        String yaml = yaml("SELECT id, current_timestamp() AS seen FROM clicks").replace("table: web.p", "topic: p");

        assertThat(new Planner(session).check(TestStack.pipeline(yaml + "trigger: realtime\n")))
                .containsExactly(new Problem(
                        "trigger",
                        0,
                        "is realtime, but a view or an expectation uses the current time, which is that of the batch's"
                                + " start",
                        "use a timestamp of the record, or take an interval as trigger"));
    }

    @Test
    void turnsAViewOverAViewIntoStepsFromTheSource() {
        OutputPlan output = plan("SELECT explode(split(url, '/')) AS part FROM clicks WHERE id > 1")
                .source("clicks")
                .outputs()
                .get(0);

        assertThat(output.multiplies()).isTrue();
        assertThat(output.columns().fieldNames()).containsExactly("part");
        assertThat(output.steps()).hasAtLeastOneElementOfType(Step.Filter.class);
    }

    @Test
    void changesTheFingerprintWithWhatIsComputed() {
        assertThat(plan("SELECT id FROM clicks").fingerprint())
                .isEqualTo(plan("SELECT id FROM clicks").fingerprint())
                .isNotEqualTo(plan("SELECT id + 1 AS id FROM clicks").fingerprint());
    }

    private static List<Problem> check(String view) {
        return new Planner(session).check(TestStack.pipeline(yaml(view)));
    }

    private static PipelinePlan plan(String view) {
        return new Planner(session).plan(TestStack.pipeline(yaml(view)));
    }

    private static String yaml(String view) {
        return """
                pipeline: p
                sources:
                  clicks: { kafka: { topic: t }, decode: { csv: { schema: "id BIGINT, url STRING" } } }
                views:
                  v: "VIEW"
                outputs:
                  out: { table: web.p, from: v }
                """
                .replace("VIEW", view);
    }
}
