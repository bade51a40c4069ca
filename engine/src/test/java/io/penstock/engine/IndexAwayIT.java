package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.commit.Failpoint;
import io.penstock.engine.deploy.DeploymentState;
import io.penstock.engine.deploy.Deployments;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** OpenSearch goes away while traffic goes on, and comes back. For longer than some seconds with -Dpenstock.away-seconds=300. */
@ExtendWith(TestStack.Extension.class)
class IndexAwayIT {

    private static final Duration AWAY = Duration.ofSeconds(Long.getLong("penstock.away-seconds", 3));
    private static final Duration LIMIT = AWAY.plus(TestStack.LIMIT);
    private static final int PARTITIONS = 2;
    private static final int RECORDS_PER_SECOND = 100;

    private static final String PIPELINE =
            """
            pipeline: NAME
            sources:
              fixes:
                kafka: { topic: NAME }
                decode: { csv: { schema: "n BIGINT, address STRING" } }
            views:
              cabs: SELECT n, 'cab-' || (n % 8) AS cab FROM fixes
              words: SELECT n, explode(array('10.9.9.9', address)) AS address FROM fixes WHERE n % 4 <> 3
            outputs:
              fixes: { index: NAME-fixes, from: fixes, fields: { address: ip }, when-unavailable: WHAT }
              last: { index: NAME-last, from: cabs, id: [cab], when-unavailable: WHAT }
              words: { index: NAME-words, from: words, fields: { address: ip }, when-unavailable: WHAT }
              fixes-table: { table: TABLE.fixes, from: fixes }
              cabs-table: { table: TABLE.cabs, from: cabs }
              words-table: { table: TABLE.words, from: words }
            trigger: 200 ms
            """;

    /** An index for each day, and rows that it has no day for, which the table has: the first of three has one. */
    private static final String SPLIT =
            """
            views:
              days: SELECT n, if(n = 1, NULL, timestamp_seconds(n * 126701150400)) AS at FROM fixes
            outputs:
              days: { index: NAME-days, from: days, split-by: days(at), when-unavailable: continue }
              days-table: { table: TABLE.days, from: days }
            """;

    /** What became of records, by query and output of a pipeline; last, what is not accounted for. */
    private static final String LEDGER =
            """
            SELECT query, output, sum(read), sum(rows), sum(used), sum(output_dead), sum(left_out),
              sum(read - dropped - dead - late - used - filtered - output_dead - left_out)
            FROM ledger.away_c WHERE output NOT IN ('cabs-table', 'days-table', 'words-table') GROUP BY query, output ORDER BY query, output""";

    private static final String LACKS =
            """
            SELECT output, sum(left_out) - sum(if(query LIKE '%.catch-up', used + output_dead, 0)) AS lacks
            FROM ledger.away_c GROUP BY output HAVING lacks > 0 ORDER BY output""";

    @TempDir
    Path folder;

    @Test
    void goesOnWithoutItAndCatchesUpFromTheTable(TestStack plain) {
        try (SearchServer search = SearchServer.start(folder.resolve("search"))) {
            TestStack stack = plain.with(search);
            TestTopic topic = stack.topic("away-a", PARTITIONS);
            Pipeline pipeline = pipeline("away-a", "continue");
            Engine engine = stack.engine();
            Traffic.during(topic, RECORDS_PER_SECOND, IndexAwayIT::value, () -> {
                try (Run run = engine.start(pipeline, RunListener.NONE)) {
                    await("documents", () -> search.count("away-a-fixes") > 0);
                    search.kill();
                    await(
                            "a batch without documents",
                            () -> run.status().lacking().containsKey("fixes"));
                    assertThat(run.status().lacking().get("fixes").reason()).contains("does not answer");
                    long before = stack.count("away_a.fixes");
                    long batches = run.status().batches();
                    long deadline = System.nanoTime() + AWAY.toNanos();
                    await(
                            "the table goes on",
                            () -> System.nanoTime() > deadline
                                    && stack.count("away_a.fixes") > before
                                    && run.status().batches() > batches + 5);
                    run.stop(TestStack.LIMIT);
                }
                // a start while it is away, and an end before it is back
                try (Run run = engine.start(pipeline, RunListener.NONE)) {
                    long batches = run.status().batches();
                    assertThat(run.status().lacking()).containsOnlyKeys("fixes", "last", "words");
                    await("the table goes on", () -> run.status().batches() > batches + 2);
                    run.stop(TestStack.LIMIT);
                }
                search.startAgain();
                VerifyReport behind = engine.verify(pipeline);
                assertThat(behind.verified()).isFalse();
                assertThat(behind.findings())
                        .hasSize(3 * PARTITIONS)
                        .allMatch(finding -> finding.contains(" records, OpenSearch was away: it lacks "));
                assertThat(engine.lacking(pipeline)).containsOnlyKeys("fixes", "last", "words");
                // the first commit of what is caught up fails at its last step, as long as something is in the entry's
                // place
                Path caughtUp = stack.state().resolve("away-a/fixes/catch-ups");
                Path entry = caughtUp.resolve("ledger/0000000000000000000-0000000000000000000.jsonl");
                create(entry);
                try (Run run = engine.start(pipeline, RunListener.NONE)) {
                    await("a commit that fails", () -> run.status().lacking().values().stream()
                            .anyMatch(lacks -> String.valueOf(lacks.reason()).startsWith("Cannot commit ")));
                    assertThat(caughtUp.resolve("prepared/0000000000000000000.json"))
                            .exists();
                    delete(entry);
                    await("nothing lacks", () -> run.status().lacking().isEmpty() && search.count("away-a-fixes") > 0);
                    run.stop(TestStack.LIMIT);
                }
            });
            stack.runToEnd(pipeline);

            stack.verified(pipeline);
            assertThat(engine.lacking(pipeline)).isEmpty();
            equalToTheTable(stack, search, topic, "away-a");
            assertThat(
                            stack.sql(
                                    "SELECT DISTINCT rule, regexp_replace(reason, '.*Preview', 'Preview') FROM dead_letters.away_a"))
                    .extracting(Row::toString)
                    .containsExactly(
                            "[rejected,Preview of field's value: 'nowhere': 'nowhere' is not an IP string literal.]");
            assertThat(stack.longs("SELECT count(*) FROM dead_letters.away_a WHERE value IS NULL"))
                    .as("dead letters without their record")
                    .containsExactly(0L);
            RunStatus status = stack.runToEnd(pipeline);
            assertThat(status.deadLetters()).isEqualTo(stack.count("dead_letters.away_a"));
        }
    }

    @Test
    void catchesUpOnceWhereverTheDriverIsKilledMeanwhile(TestStack plain) throws IOException {
        EngineProcess.prepare(plain.settings());
        try (SearchServer search = SearchServer.start(folder.resolve("search"))) {
            TestStack stack = plain.with(search);
            TestTopic topic = stack.topic("away-k", PARTITIONS);
            Path file = Files.writeString(folder.resolve("away-k.yaml"), text("away-k", "continue"));
            Pipeline pipeline = pipeline("away-k", "continue");
            Engine engine = stack.engine();
            // batches go on in all the drivers, so that newer documents are there before older ones
            Traffic.during(topic, RECORDS_PER_SECOND / 5, IndexAwayIT::value, () -> {
                try (EngineProcess driver = EngineProcess.run(stack.settings(), file)) {
                    driver.await(KillTarget.RUNNING);
                    await("documents", () -> search.count("away-k-last") > 0);
                    search.kill();
                    await(
                            "batches without documents",
                            () -> engine.lacking(pipeline).get("words").batches() > 3);
                }
                search.startAgain();
                String query = "fixes.catch-up";
                EngineProcess.killAt(Failpoint.COMPUTED, query, stack.settings(), file); // all documents of one index
                Kills.moreover(() -> EngineProcess.killAt(Failpoint.PREPARED, query, stack.settings(), file));
                EngineProcess.killAt(Failpoint.DEAD_LETTERS_COMMITTED, query, stack.settings(), file); // at the start
                EngineProcess.killAt(Failpoint.CAUGHT_UP, 1, stack.settings(), file); // some of the next index
                Kills.moreover(() -> EngineProcess.killAt(Failpoint.LEDGER_WRITTEN, query, stack.settings(), file));
                assertThat(engine.lacking(pipeline)).as("what is still to do").containsKey("words");
                try (Run run = engine.start(pipeline, RunListener.NONE)) {
                    await("nothing lacks", () -> run.status().lacking().isEmpty());
                    run.stop(TestStack.LIMIT);
                }
            });
            stack.runToEnd(pipeline);

            stack.verified(pipeline);
            assertThat(engine.lacking(pipeline)).isEmpty();
            equalToTheTable(stack, search, topic, "away-k");
            for (String output : List.of("fixes", "words")) {
                long rejected = stack.count("away_k." + output + " WHERE address = 'nowhere'");
                assertThat(stack.sql(
                                "SELECT count(*), count(DISTINCT partition, offset), count(value) FROM dead_letters.away_k"
                                        + " WHERE output = '" + output + "'"))
                        .as("dead letters of %s: all, those of different records, those with their record", output)
                        .extracting(Row::toString)
                        .containsExactly("[%1$d,%1$d,%1$d]".formatted(rejected));
            }
        }
    }

    @Test
    void aBatchRunEndsWhenItsIndicesLackNothing(TestStack plain) {
        try (SearchServer search = SearchServer.start(folder.resolve("search"))) {
            TestStack stack = plain.with(search);
            TestTopic topic = stack.topic("away-c", PARTITIONS);
            topic.send(List.of("0,10.0.0.1", "1,nowhere", "2,10.0.0.3"));
            Pipeline pipeline =
                    TestStack.pipeline(split(text("away-c", "continue")).replace("200 ms", "available-now"));
            search.kill();

            try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
                assertThat(run.awaitEnd(LIMIT)).isTrue();
                assertThat(run.status().error())
                        .startsWith("Cannot end away-c, an index lacks documents: Cannot look for index away-c-")
                        .endsWith(" does not answer: the connection was refused");
                assertThat(stack.count("away_c.fixes")).isEqualTo(3);
            }
            try (SqlRows sql = new SqlRows(stack)) {
                assertThat(sql.rows(LEDGER))
                        .containsExactly(
                                List.of("fixes", "days", 3L, 0L, 0L, 2L, 1L, 0L),
                                List.of("fixes", "fixes", 3L, 0L, 0L, 0L, 3L, 0L),
                                List.of("fixes", "fixes-table", 3L, 3L, 3L, 0L, 0L, 0L),
                                List.of("fixes", "last", 3L, 0L, 0L, 0L, 3L, 0L),
                                List.of("fixes", "words", 3L, 0L, 0L, 0L, 3L, 0L));
                assertThat(sql.rows(LACKS))
                        .containsExactly(
                                List.of("days", 1L), List.of("fixes", 3L), List.of("last", 3L), List.of("words", 3L));
            }
            search.startAgain();
            TestStack.toEnd(stack.engine().start(pipeline, RunListener.NONE));
            try (SqlRows sql = new SqlRows(stack)) {
                assertThat(sql.rows(LEDGER))
                        .as("what was left out stays; what came of it later is a query of its own")
                        .containsExactly(
                                List.of("fixes", "days", 3L, 0L, 0L, 2L, 1L, 0L),
                                List.of("fixes", "fixes", 3L, 0L, 0L, 0L, 3L, 0L),
                                List.of("fixes", "fixes-table", 3L, 3L, 3L, 0L, 0L, 0L),
                                List.of("fixes", "last", 3L, 0L, 0L, 0L, 3L, 0L),
                                List.of("fixes", "words", 3L, 0L, 0L, 0L, 3L, 0L),
                                List.of("fixes.catch-up", "days", 0L, 1L, 1L, 0L, 0L, -1L),
                                List.of("fixes.catch-up", "fixes", 0L, 2L, 2L, 1L, 0L, -3L),
                                List.of("fixes.catch-up", "last", 0L, 3L, 3L, 0L, 0L, -3L),
                                List.of("fixes.catch-up", "words", 0L, 4L, 2L, 1L, 0L, -3L));
                assertThat(sql.rows(LACKS)).isEmpty();
            }

            stack.verified(pipeline);
            equalToTheTable(stack, search, topic, "away-c");
            assertThat(stack.longs("SELECT count(*) FROM away_c.days WHERE at IS NULL OR at >= '10000-01-01'"))
                    .as("rows of the table that no index is made for")
                    .containsExactly(2L);
            assertThat(IndexSplitIT.documentsByIndex(search, "away-c-days"))
                    .hasToString("{away-c-days-1970.01.01-000001=1}");
        }
    }

    @Test
    void waitsForItAndLosesNothing(TestStack plain) {
        try (SearchServer search = SearchServer.start(folder.resolve("search"));
                Deployments deployments = Deployments.open(plain.with(search).engine(), folder.resolve("pipelines"))) {
            TestStack stack = plain.with(search);
            TestTopic topic = stack.topic("away-b", PARTITIONS);
            String text = text("away-b", "wait");
            Traffic.during(topic, RECORDS_PER_SECOND, IndexAwayIT::value, () -> {
                deployments.apply("away-b.yaml", text, true);
                await("documents", () -> search.count("away-b-fixes") > 0);
                search.kill();
                await(
                        "a batch that waits",
                        () -> deployments.status("away-b").secondsBehind() > 2
                                || deployments.status("away-b").state() == DeploymentState.WAITING);
                long waiting = stack.count("away_b.fixes");
                long deadline = System.nanoTime() + AWAY.toNanos();
                await("it is long enough away", () -> System.nanoTime() > deadline);
                assertThat(stack.count("away_b.fixes"))
                        .as("the table waits, too")
                        .isEqualTo(waiting);
                deployments.stop("away-b");
                deployments.start("away-b");
                assertThat(deployments.status("away-b").state()).isEqualTo(DeploymentState.WAITING);
                assertThat(deployments.status("away-b").lastError())
                        .startsWith("Cannot look for index away-b-")
                        .endsWith(" does not answer: the connection was refused");
                search.startAgain();
                await("it goes on", () -> stack.count("away_b.fixes") > waiting);
                assertThat(deployments.status("away-b").state()).isEqualTo(DeploymentState.RUNNING);
            });
            deployments.stop("away-b");
            Pipeline pipeline = TestStack.pipeline(text);
            stack.runToEnd(pipeline);

            stack.verified(pipeline);
            equalToTheTable(stack, search, topic, "away-b");
        }
    }

    @Test
    void refusesToGoOnWhereNoTableSaysWhichBatchMadeARow(TestStack stack) {
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: away-d
                sources:
                  fixes:
                    kafka: { topic: away-d }
                    decode: { csv: { schema: "n BIGINT, at TIMESTAMP" } }
                    event-time: at
                    watermark: 1 minute
                views:
                  minutes: SELECT window(at, '1 minute').start AS minute, count(*) AS n FROM fixes GROUP BY window(at, '1 minute')
                outputs:
                  minutes: { index: away-d, from: minutes, id: [minute], when-unavailable: continue }
                  table: { table: away_d.minutes, from: minutes }
                """);

        assertThatThrownBy(() -> stack.engine().start(pipeline, RunListener.NONE))
                .isInstanceOf(InvalidPipelineException.class)
                .satisfies(
                        refused -> assertThat(((InvalidPipelineException) refused).problems())
                                .extracting(problem -> problem.path() + ": " + problem.reason())
                                .containsExactly(
                                        "outputs.minutes.when-unavailable: is continue, for a view that needs more than one row: minutes"));
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try {
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void equalToTheTable(TestStack stack, SearchServer search, TestTopic topic, String name) {
        String tables = name.replace('-', '_');
        assertThat(search.count(name + "-fixes"))
                .as("documents, each of whose places was verified")
                .isEqualTo(stack.count(tables + ".fixes WHERE address <> 'nowhere'"));
        assertThat(search.count(name + "-words"))
                .as("all documents of a record or none")
                .isEqualTo(2 * stack.count(tables + ".words WHERE address <> 'nowhere' AND address <> '10.9.9.9'"));
        Map<String, String> newest = new TreeMap<>();
        stack.sql("SELECT cab, CAST(max(n) AS STRING) FROM " + tables + ".cabs GROUP BY cab")
                .forEach(row -> newest.put(row.getString(0), row.getString(1)));
        Map<String, String> last = new TreeMap<>();
        IndexIT.documents(search, name + "-last")
                .forEach((cab, document) -> last.put(cab, document.replaceAll("^.*\"n\":(\\d+),.*$", "$1")));
        assertThat(last).as("the newest of each cab").isEqualTo(newest);
        assertThat(stack.count(tables + ".fixes")).isEqualTo(topic.read().size());
    }

    private static void await(String what, Callable<Boolean> condition) {
        org.awaitility.Awaitility.await(what)
                .atMost(LIMIT)
                .ignoreExceptions()
                .pollInterval(Duration.ofMillis(200))
                .until(condition);
    }

    private static byte[] value(long n) {
        return (n + (n % 10 == 3 || n % 20 == 5 ? ",nowhere" : ",10.0.0." + n % 250)).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String name, String what) {
        return PIPELINE.replace("NAME", name)
                .replace("TABLE", name.replace('-', '_'))
                .replace("WHAT", what);
    }

    /** A pipeline's text with {@link #SPLIT}. */
    private static String split(String text) {
        String name = text.substring("pipeline: ".length(), text.indexOf('\n'));
        String split = SPLIT.replace("NAME", name).replace("TABLE", name.replace('-', '_'));
        int outputs = split.indexOf("outputs:\n");
        return text.replace("views:\n", split.substring(0, outputs)).replace("outputs:\n", split.substring(outputs));
    }

    private static Pipeline pipeline(String name, String what) {
        return TestStack.pipeline(text(name, what));
    }
}
