package io.penstock.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.engine.TestStack;
import io.penstock.pipeline.Problem;
import java.util.List;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                    SELECT url, count(*) AS hits FROM clicks GROUP BY url | aggregates without a window of event time, its groups would never be complete
                    SELECT DISTINCT url FROM clicks | uses SELECT DISTINCT, whose memory would grow for ever
                    SELECT * FROM clicks ORDER BY url | uses ORDER BY, a stream has no end to sort up to
                    SELECT * FROM clicks LIMIT 10 | uses LIMIT or OFFSET, of a stream without end
                    SELECT url, row_number() OVER (ORDER BY id) AS n FROM clicks | uses a window function (OVER), which needs all rows that there will be
                    SELECT a.url FROM clicks a JOIN clicks b ON a.id = b.id | joins streams without a bound in time, the rows that wait for a partner would grow for ever
                    """)
    void refusesAViewThatHasNoEndOnAStream(String sql, String why) {
        assertThat(check(sql)).extracting(Problem::path, Problem::reason).containsExactly(tuple("views.v", why));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SELECT window(at, '1 minute') AS w, count(DISTINCT url) AS urls FROM timed GROUP BY 1 | uses an aggregate over DISTINCT values, which Spark does not compute on a stream
                    SELECT url, count(*) AS n FROM timed GROUP BY url | aggregates without a window of event time, its groups would never be complete
                    SELECT url FROM timed WHERE id IN (SELECT max(id) FROM timed) | is not valid SQL: [INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY] Invalid subquery: Streaming query is not allowed in subquery expressions.
                    """)
    void refusesAViewOverTimeThatHasNoEnd(String sql, String why) {
        assertThat(checkTimed(sql, "table: web.v, from: v"))
                .extracting(Problem::path, Problem::reason)
                .contains(tuple("views.v", why));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT window(at, '1 minute') AS minute, url, count(*) AS n FROM timed GROUP BY 1, 2",
                "SELECT window(at, '10 minutes', '1 minute') AS minute, approx_count_distinct(url) AS n FROM timed GROUP BY 1",
                "SELECT session_window(at, '5 minutes') AS visit, url, count(*) AS n FROM timed GROUP BY 1, 2",
                "SELECT a.id, b.url FROM timed a JOIN timed b ON a.id = b.id AND b.at BETWEEN a.at AND a.at + INTERVAL 1 HOUR",
                "SELECT id, url FROM timed UNION ALL SELECT id, url FROM clicks",
                "SELECT window(window_time(m), '1 hour') AS h, sum(n) AS n FROM (SELECT window(at, '1 minute') AS m, count(*) AS n"
                        + " FROM timed GROUP BY 1) GROUP BY 1"
            })
    void plansAViewOverTime(String sql) {
        assertThat(checkTimed(sql, "table: web.v, from: v")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SELECT url, count(*) AS n FROM timed GROUP BY url | [url] |
                    SELECT window(at, '1 minute').start AS m, url, count(*) AS n FROM timed GROUP BY window(at, '1 minute'), url | [m, url] |
                    SELECT url, count(*) AS n FROM timed GROUP BY url, id | [url] | does not name all that v groups by: several rows of a batch would have the same key
                    SELECT url, count(*) AS n FROM timed GROUP BY url | [n] | is not what v groups by: n
                    SELECT upper(url) AS u, count(*) AS n FROM timed GROUP BY url | [u] | is not what v groups by: u
                    SELECT url, count(*) AS n FROM timed GROUP BY url HAVING count(*) > 1 | [url] | needs a view that aggregates by it, and does nothing with the groups after that: v
                    SELECT url, count(*) AS n FROM timed GROUP BY url | [nothing] | is not a column of v: nothing
                    SELECT upper(url) AS page, count(*) AS n FROM timed GROUP BY upper(url) | [page] |
                    SELECT upper(url) AS page, id % 2 AS odd, count(*) AS n FROM timed GROUP BY 1, 2 | [page] | does not name all that v groups by: several rows of a batch would have the same key
                    """)
    void takesTheKeyOfTheGroupsForRowsThatReplaceEachOther(String sql, String key, String why) {
        assertThat(checkTimed(sql, "table: web.v, from: v, mode: upsert, key: " + key))
                .extracting(Problem::reason)
                .isEqualTo(why == null ? List.of() : List.of(why));
    }

    @Test
    void refusesToReplaceRowsThatEachComeFromOneRecord() {
        assertThat(checkTimed("SELECT id, url FROM timed", "table: web.v, from: v, mode: upsert, key: [id]"))
                .extracting(Problem::path, Problem::reason)
                .containsExactly(
                        tuple(
                                "outputs.out.mode",
                                "is upsert, for rows that each come from one record: which one of a key is the last is not known"));
    }

    @Test
    void takesRowsOfRecordsAndOfGroupsIntoATableOfADatabase() {
        String output = "jdbc: { database: app, table: v }, from: v, key: [%s]";

        assertThat(checkTimed("SELECT id, url FROM timed", output.formatted("id")))
                .isEmpty();
        assertThat(checkTimed("SELECT url, count(*) AS n FROM timed GROUP BY url", output.formatted("url")))
                .isEmpty();
        assertThat(checkTimed("SELECT url, count(*) AS n FROM timed GROUP BY url", output.formatted("n")))
                .extracting(Problem::path, Problem::reason)
                .containsExactly(tuple("outputs.out.key[0]", "is not what v groups by: n"));
        assertThat(checkTimed("SELECT id, url FROM timed UNION ALL SELECT id, url FROM clicks", output.formatted("id")))
                .extracting(Problem::path, Problem::reason)
                .containsExactly(tuple(
                        "outputs.out.key",
                        "needs a view that aggregates by it, and does nothing with the groups after that: v"));
    }

    @Test
    void refusesAnOutputThatTakesNoRowsOfAViewWithState() {
        String view = "SELECT window(at, '1 minute') AS minute, count(*) AS n FROM timed GROUP BY 1";

        assertThat(checkTimed(view, "topic: alerts, from: v"))
                .extracting(Problem::path, Problem::reason)
                .containsExactly(
                        tuple("outputs.out.from", "needs more than one row, and goes to tables and indices only: v"));
        assertThat(checkTimed(view, "table: web.v, from: v, format: hive"))
                .extracting(Problem::path, Problem::reason)
                .containsExactly(tuple("outputs.out.format", "is hive, for a view that needs more than one row: v"));
    }

    private static List<Problem> checkTimed(String sql, String output) {
        return new Planner(session)
                .check(TestStack.pipeline(
                        """
        pipeline: p
        sources:
          timed:
            kafka: { topic: t }
            decode: { csv: { schema: "id BIGINT, url STRING, at TIMESTAMP" } }
            event-time: at
            watermark: 10 minutes
          clicks:
            kafka: { topic: u }
            decode: { csv: { schema: "id BIGINT, url STRING" } }
        views:
          v: |
            %s
        outputs:
          out: { %s }
        """
                                .formatted(sql, output)));
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
    void aViewThatJoinsWithAReferenceIsAQueryOfItsOwn() {
        PipelinePlan plan = new Planner(session)
                .plan(TestStack.pipeline(
                        withReference("SELECT c.id, z.zone FROM clicks c LEFT JOIN zones z ON c.id = z.id")));

        assertThat(plan.sources()).isEmpty();
        assertThat(plan.view("v").references())
                .extracting(
                        ReferencePlan::name, reference -> reference.columns().toDDL())
                .containsExactly(tuple("zones", "id BIGINT,zone STRING"));
        assertThat(plan.view("v").keepsState()).isFalse();
        assertThat(plan.view("v").columns().fieldNames()).containsExactly("id", "zone");
    }

    @Test
    void aReferenceMayStandInASubquery() {
        PipelinePlan plan = new Planner(session)
                .plan(TestStack.pipeline(
                        withReference("SELECT * FROM clicks WHERE id IN (SELECT id FROM zones WHERE zone = 'a')")));

        assertThat(plan.view("v").references()).extracting(ReferencePlan::name).containsExactly("zones");
    }

    @Test
    void anotherSchemaOfAReferenceMakesAnotherView() {
        String yaml = withReference("SELECT c.id, z.zone FROM clicks c LEFT JOIN zones z ON c.id = z.id");

        assertThat(definition(yaml)).isEqualTo(definition(yaml.replace("zones.csv", "other.csv")));
        assertThat(definition(yaml)).isNotEqualTo(definition(yaml.replace("zone STRING", "zone BIGINT")));
    }

    private static String definition(String yaml) {
        return new Planner(session).plan(TestStack.pipeline(yaml)).view("v").definition();
    }

    @Test
    void refusesWhatCannotBeJoinedWithAReference() {
        String kept = "keep the rows of the stream: FROM clicks LEFT JOIN zones ON …";
        assertThat(checkWithReference("SELECT z.zone FROM clicks c RIGHT JOIN zones z ON c.id = z.id"))
                .containsExactly(new Problem(
                        "views.v",
                        0,
                        "has a RIGHT OUTER JOIN that keeps rows of a reference, of which nobody knows what is still to come for them",
                        kept));
        assertThat(checkWithReference("SELECT z.zone FROM zones z LEFT ANTI JOIN clicks c ON c.id = z.id"))
                .containsExactly(new Problem(
                        "views.v",
                        0,
                        "has a LEFT ANTI JOIN that keeps rows of a reference, of which nobody knows what is still to come for them",
                        kept));
        assertThat(checkWithReference("SELECT zone FROM zones"))
                .containsExactly(new Problem(
                        "outputs.out.from", 0, "reads no source: v", "select from one of the pipeline's sources"));
        assertThat(checkWithReference("SELECT zon FROM clicks c JOIN zones z ON c.id = z.id"))
                .extracting(Problem::path, problem -> problem.reason().replaceFirst("with name .*", ""))
                .containsExactly(
                        tuple(
                                "views.v",
                                "is not valid SQL: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter "));
        assertThat(new Planner(session)
                        .check(TestStack.pipeline(
                                withReference("SELECT * FROM clicks").replace("zone STRING", "zone TEXTT"))))
                .extracting(Problem::path)
                .containsExactly("references.zones.schema");
    }

    private static List<Problem> checkWithReference(String view) {
        return new Planner(session).check(TestStack.pipeline(withReference(view)));
    }

    private static String withReference(String view) {
        return yaml(view)
                .replace(
                        "views:",
                        "references: { zones: { file: zones.csv, schema: \"id BIGINT NOT NULL, zone STRING\" } }\nviews:");
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
                                "outputs.c.from",
                                0,
                                "needs more than one row, and goes to tables and indices only: counts",
                                "write it to a table"),
                        new Problem(
                                "views.counts",
                                0,
                                "aggregates without a window of event time, its groups would never be complete",
                                "group by window(…) of the event time of a source that has a watermark, or write it with"
                                        + " mode: upsert"));
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
