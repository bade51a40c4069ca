package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.penstock.engine.DeadLetters.Filter;
import io.penstock.engine.deploy.ApplyReport;
import io.penstock.engine.deploy.ApplyReport.Action;
import io.penstock.engine.deploy.Deployments;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Indices that are made anew from the tables with their rows. */
@ExtendWith({TestStack.Extension.class, SearchServer.Extension.class})
class ReindexIT {

    private static final int PARTITIONS = 2;
    private static final int RECORDS_PER_SECOND = 100;

    private static final String PIPELINE =
            """
            pipeline: NAME
            sources:
              fixes:
                kafka: { topic: NAME, max-records-per-batch: 300 }
                decode: { csv: { schema: "n BIGINT, at TIMESTAMP, note STRING", timestamp-format: epoch-millis } }
                event-time: at
                watermark: 10 seconds
            views:
              words: SELECT n, explode(split(note, ' ')) AS word FROM fixes
              cabs: SELECT n, 'cab-' || (n % 8) AS cab FROM fixes
              minutes: |
                SELECT window(at, '1 minute').start AS minute, n % 8 AS cab, count(*) AS fixes
                FROM fixes GROUP BY window(at, '1 minute'), n % 8
            outputs:
              fixes: { index: NAME-fixes, from: fixes, fields: { note: text } }
              fixes-table: { table: TABLE.fixes, from: fixes }
              words: { index: NAME-words, from: words }
              words-table: { table: TABLE.words, from: words }
              last: { index: NAME-last, from: cabs, id: [cab] }
              cabs-table: { table: TABLE.cabs, from: cabs }
              minutes: { index: NAME-minutes, from: minutes, id: [minute, cab], mode: upsert }
              minutes-table: { table: TABLE.minutes, from: minutes, mode: upsert, key: [minute, cab] }
            trigger: 100 ms
            """;

    @Test
    void givesTheSameDocumentsFromTheTable(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        TestTopic topic = stack.topic("reindex-a", PARTITIONS);
        Pipeline pipeline = pipeline("reindex-a");
        topic.send(records(0, 200));
        stack.runToEnd(pipeline);
        topic.send(records(200, 50));
        stack.runToEnd(pipeline);
        for (String output : List.of("fixes", "words", "last", "minutes")) {
            Map<String, String> before = IndexIT.documents(search, "reindex-a-" + output);
            search.require(
                    "POST",
                    "/reindex-a-" + output + "/_delete_by_query?refresh=true",
                    "{\"query\":{\"match_all\":{}}}");
            assertThat(search.count("reindex-a-" + output)).isZero();

            ReindexReport report = stack.engine().reindex(pipeline, output);

            assertThat(IndexIT.documents(search, "reindex-a-" + output))
                    .as(output)
                    .isEqualTo(before)
                    .isNotEmpty();
            assertThat(report.created()).containsExactly("reindex-a-" + output + "-000002");
            assertThat(report.documents()).isEqualTo(before.size());
            assertThat(report.rejected()).isZero();
            assertThat(search.send("GET", "/reindex-a-" + output + "-000001", "")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(search.require("GET", "/_alias/reindex-a-" + output, ""))
                    .isEqualTo(
                            "{\"reindex-a-%1$s-000002\":{\"aliases\":{\"reindex-a-%1$s\":{\"is_write_index\":true}}}}"
                                    .formatted(output));
        }
        topic.send(records(250, 10));
        stack.runToEnd(pipeline);
        assertThat(search.count("reindex-a-fixes")).isEqualTo(260);
        stack.verified(pipeline);
    }

    @Test
    void losesNothingThatIsWrittenMeanwhileAndTurnsNothingBack(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        TestTopic topic = stack.topic("reindex-b", PARTITIONS);
        Pipeline pipeline = pipeline("reindex-b");
        topic.send(records(0, 500));
        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            Traffic.during(topic, RECORDS_PER_SECOND, n -> ReindexIT.record(1000 + n), () -> {
                for (String output : List.of("fixes", "last", "minutes", "fixes")) {
                    stack.engine().reindex(pipeline, output);
                }
            });
            run.stop(TestStack.LIMIT);
        }
        stack.runToEnd(pipeline);

        stack.verified(pipeline);
        assertThat(search.count("reindex-b-fixes")).isEqualTo(topic.read().size());
        assertThat(search.count("reindex-b-fixes-000003"))
                .isEqualTo(topic.read().size());
        Map<String, String> last = new TreeMap<>();
        IndexIT.documents(search, "reindex-b-last")
                .forEach((cab, document) -> last.put(cab, document.replaceAll("^.*\"n\":(\\d+),.*$", "$1")));
        assertThat(last).isEqualTo(IndexKillIT.last(topic));
    }

    @Test
    void goesOnWithWhatWasBegun(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        TestTopic topic = stack.topic("reindex-c", 1);
        Pipeline pipeline = pipeline("reindex-c");
        topic.send(records(0, 20));
        stack.runToEnd(pipeline);
        // ended while it was filled, and while documents went to the new index already
        search.require("PUT", "/reindex-c-words-000002", "{\"aliases\":{\"reindex-c-words.filled\":{}}}");
        String mapping = search.require("GET", "/reindex-c-fixes/_mapping", "")
                .replace("{\"reindex-c-fixes-000001\":", "")
                .replaceFirst("}$", "");
        search.require("PUT", "/reindex-c-fixes-000002", mapping);
        search.require(
                "POST",
                "/_aliases",
                """
                {"actions":[
                  {"add":{"index":"reindex-c-fixes-000001","alias":"reindex-c-fixes","is_write_index":false}},
                  {"add":{"index":"reindex-c-fixes-000002","alias":"reindex-c-fixes","is_write_index":true,"filter":{"match_none":{}}}}]}
                """);
        topic.send(records(20, 5));
        stack.runToEnd(pipeline);
        assertThat(search.count("reindex-c-fixes"))
                .as("found are those of the first")
                .isEqualTo(20);
        assertThat(search.count("reindex-c-fixes-000002")).isEqualTo(5);

        stack.engine().reindex(pipeline, "fixes");
        stack.engine().reindex(pipeline, "words");

        assertThat(search.count("reindex-c-fixes")).isEqualTo(25);
        assertThat(search.count("reindex-c-words")).isEqualTo(50);
        stack.verified(pipeline);
    }

    @Test
    void givesFieldsThatTheFileHasNowWhileRowsCome(TestStack plain, SearchServer search, @TempDir Path folder) {
        TestStack stack = plain.with(search);
        TestTopic topic = stack.topic("reindex-f", 1);
        String before = text("reindex-f", ", fields: { note: text }");
        String changed = text("reindex-f", ", fields: { n: keyword }");
        Pipeline after = TestStack.pipeline(changed);
        String note = "Index reindex-f keeps its fields until: penstock reindex reindex-f rows"
                + " (field n is long, expected keyword; field note is text, expected keyword)";
        topic.send(records(0, 100));
        try (Deployments deployments = Deployments.open(stack.engine(), folder)) {
            assertThat(deployments.apply("f.yaml", before, true).notes())
                    .as("no index yet")
                    .isEmpty();
            await().atMost(TestStack.LIMIT)
                    .until(() -> deployments.status("reindex-f").records() == 100);
            assertThat(deployments.check("f.yaml", changed, Map.of()))
                    .isEqualTo(new CheckReport(List.of(), List.of(note)));
            assertThat(deployments.apply("f.yaml", changed, true))
                    .isEqualTo(new ApplyReport(
                            "reindex-f", Action.REPLACED, List.of("outputs.rows.fields changes"), List.of(note)));
            assertThat(deployments.plan("f.yaml", changed))
                    .as("it still has to be done")
                    .isEqualTo(new ApplyReport("reindex-f", Action.UNCHANGED, List.of(), List.of(note)));
            Traffic.during(topic, RECORDS_PER_SECOND, n -> ReindexIT.record(1000 + n), () -> {
                assertThat(fields(search, "reindex-f"))
                        .as("until it is made anew")
                        .hasToString("{n=long, note=text}");
                stack.engine().reindex(after, "rows");
            });
            assertThat(deployments.apply("f.yaml", changed, true))
                    .isEqualTo(new ApplyReport("reindex-f", Action.UNCHANGED, List.of(), List.of()));
        }
        stack.runToEnd(after);

        assertThat(fields(search, "reindex-f")).hasToString("{n=keyword, note=keyword}");
        assertThat(search.count("reindex-f")).isEqualTo(topic.read().size());
        stack.verified(after);

        assertThat(stack.engine().check(withoutTable("reindex-f")))
                .extracting(Problem::path, Problem::reason, Problem::hint)
                .containsExactly(tuple(
                        "outputs.rows.index",
                        "exists and differs: field n is keyword, expected long",
                        "choose another index, or start over with: penstock reset reindex-f"));
        assertThatThrownBy(() -> stack.runToEnd(withoutTable("reindex-f")))
                .isInstanceOf(InvalidPipelineException.class)
                .hasMessage("outputs.rows.index exists and differs: field n is keyword, expected long");
    }

    @Test
    void makesThoseOfDaysAndMonthsAnewWhileRowsCome(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        TestTopic topic = stack.topic("reindex-g", 1);
        Pipeline before = split("reindex-g", "");
        Pipeline after = split("reindex-g", ", fields: { note: text }");
        topic.send(IntStream.range(0, 300).mapToObj(ReindexIT::textOfDays).toList());
        topic.send(List.of("7000,,without a day"));
        stack.runToEnd(before);
        assertThat(IndexSplitIT.documentsByIndex(search, "reindex-g-fixes"))
                .hasToString("{reindex-g-fixes-2026.02.27-000001=144, reindex-g-fixes-2026.02.28-000001=144,"
                        + " reindex-g-fixes-2026.03.01-000001=12}");
        // a day is lost, and of two attempts that were broken off something is left
        search.require("DELETE", "/reindex-g-fixes-2026.02.28-000001", "");
        search.require(
                "PUT",
                "/reindex-g-fixes-2026.02.27-000002",
                "{\"aliases\":{\"reindex-g-fixes.filled-2026.02.27\":{}}}");
        search.require(
                "PUT",
                "/reindex-g-fixes-2026.03.01-000001/_alias/reindex-g-fixes.filled-2026.03.01",
                "{\"is_write_index\":true}");
        search.require("PUT", "/reindex-g-last-2026.02-000002", "{}");
        search.require(
                "POST",
                "/_aliases",
                """
                {"actions":[
                  {"add":{"index":"reindex-g-last-2026.02-000001","alias":"reindex-g-last-2026.02","is_write_index":false}},
                  {"add":{"index":"reindex-g-last-2026.02-000002","alias":"reindex-g-last-2026.02","is_write_index":true}}]}
                """);

        assertThat(stack.engine().check(after)).isEmpty();
        List<String> made = new ArrayList<>();
        try (Run run = stack.engine().start(after, RunListener.NONE)) {
            Traffic.during(topic, RECORDS_PER_SECOND, n -> bytes(textOfDays(300 + n)), () -> {
                made.addAll(stack.engine().reindex(after, "fixes").created());
                made.addAll(stack.engine().reindex(after, "last").created());
            });
            run.stop(TestStack.LIMIT);
        }
        stack.runToEnd(after);

        assertThat(made)
                .contains(
                        "reindex-g-fixes-2026.02.27-000002",
                        "reindex-g-fixes-2026.02.28-000001",
                        "reindex-g-fixes-2026.03.01-000002",
                        "reindex-g-last-2026.02-000002");
        Map<String, Long> days = new TreeMap<>();
        stack.sql("SELECT date_format(at, 'yyyy.MM.dd'), count(*) FROM reindex_g.fixes WHERE at IS NOT NULL GROUP BY 1")
                .forEach(row -> days.put(row.getString(0), row.getLong(1)));
        Map<String, Long> found = new TreeMap<>();
        IndexSplitIT.documentsByIndex(search, "reindex-g-fixes").forEach((index, documents) -> {
            found.put(index.substring("reindex-g-fixes-".length(), index.length() - "-000001".length()), documents);
            assertThat(search.require("GET", "/" + index + "/_mapping/field/note", ""))
                    .as(index)
                    .contains("\"type\":\"text\"");
        });
        assertThat(found).as("documents of the days").isEqualTo(days).hasSizeGreaterThan(3);
        assertThat(search.require("GET", "/_cat/aliases/reindex-g-*?h=alias,index&s=alias,index", ""))
                .as("nothing is left")
                .doesNotContain(".filled")
                .doesNotContain("2026.02.27-000001")
                .doesNotContain("last-2026.02-000001");
        Map<String, String> last = new TreeMap<>();
        stack.sql(
                        "SELECT cab || date_format(at, 'MM'), CAST(max(n) AS STRING) FROM reindex_g.cabs WHERE at IS NOT NULL GROUP BY 1")
                .forEach(row -> last.put(row.getString(0), row.getString(1)));
        Map<String, String> newest = new TreeMap<>();
        for (String month : List.of("02", "03")) {
            IndexIT.documents(search, "reindex-g-last-2026." + month)
                    .forEach((cab, document) ->
                            newest.put(cab + month, document.replaceAll("^.*\"n\":(\\d+),.*$", "$1")));
        }
        assertThat(newest)
                .as("the newest of each cab and month")
                .isEqualTo(last)
                .hasSize(16);
        stack.verified(after);
    }

    private static Pipeline split(String name, String fields) {
        return TestStack.pipeline(
                """
                pipeline: NAME
                sources:
                  fixes:
                    kafka: { topic: NAME }
                    decode: { csv: { schema: "n BIGINT, at TIMESTAMP, note STRING", timestamp-format: epoch-millis } }
                views:
                  cabs: SELECT n, at, 'cab-' || (n % 8) AS cab FROM fixes
                outputs:
                  fixes: { index: NAME-fixes, from: fixes, split-by: days(at)FIELDS }
                  fixes-table: { table: TABLE.fixes, from: fixes }
                  last: { index: NAME-last, from: cabs, id: [cab], split-by: months(at) }
                  cabs-table: { table: TABLE.cabs, from: cabs }
                trigger: 100 ms
                """
                        .replace("NAME", name)
                        .replace("FIELDS", fields)
                        .replace("TABLE", name.replace('-', '_')));
    }

    /** A record each ten minutes from 27 February 2026. */
    private static String textOfDays(long n) {
        return n + "," + (1_772_150_400_000L + n * 600_000) + ",note " + n;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> fields(SearchServer search, String index) {
        Map<String, String> fields = new TreeMap<>();
        Matcher field = Pattern.compile("\"(n|note)\":\\{\"type\":\"([a-z]+)\"")
                .matcher(search.require("GET", "/" + index + "/_mapping", ""));
        while (field.find()) {
            fields.put(field.group(1), field.group(2));
        }
        return fields;
    }

    private static String text(String name, String fields) {
        return """
                pipeline: NAME
                sources:
                  fixes:
                    kafka: { topic: NAME }
                    decode: { csv: { schema: "n BIGINT, at BIGINT, note STRING" } }
                views:
                  rows: SELECT n, note FROM fixes
                outputs:
                  rows: { index: NAME, from: rowsFIELDS }
                  table: { table: TABLE.rows, from: rows }
                trigger: 100 ms
                """
                .replace("NAME", name)
                .replace("FIELDS", fields)
                .replace("TABLE", name.replace('-', '_'));
    }

    private static Pipeline withoutTable(String name) {
        return TestStack.pipeline(
                """
                pipeline: NAME
                sources:
                  fixes: { kafka: { topic: NAME }, decode: { csv: { schema: "n BIGINT, at BIGINT, note STRING" } } }
                views:
                  rows: SELECT n, note FROM fixes
                outputs:
                  rows: { index: NAME, from: rows }
                """
                        .replace("NAME", name));
    }

    @Test
    void saysWhyItCannot(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        stack.topic("reindex-d", 1).send(records(0, 5));
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: reindex-d
                sources:
                  fixes: { kafka: { topic: reindex-d }, decode: { csv: { schema: "n BIGINT, at BIGINT, note STRING" } } }
                views:
                  odd: SELECT * FROM fixes WHERE n % 2 = 1
                outputs:
                  fixes: { index: reindex-d, from: fixes }
                  odd: { table: reindex_d.odd, from: odd }
                """);
        assertThatThrownBy(() -> stack.engine().reindex(pipeline, "odd"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Cannot reindex odd of reindex-d, there is no such output. It writes indices by: fixes");
        assertThatThrownBy(() -> stack.engine().reindex(pipeline, "fixes"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Cannot reindex reindex-d, no Iceberg table has the rows of fixes. Add an output such as"
                        + " { table: web.fixes, from: fixes }");
        Pipeline never = pipeline("reindex-e");
        assertThatThrownBy(() -> stack.engine().reindex(never, "fixes"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Cannot reindex reindex-e-fixes, it does not exist");
    }

    @Test
    void letsNothingElseBeginMeanwhileThatWritesBehindThePipeline(TestStack plain, SearchServer search)
            throws Exception {
        TestStack stack = plain.with(search);
        Engine engine = stack.engine();
        Pipeline pipeline = TestStack.pipeline(text("reindex-h", ""));
        stack.topic("reindex-h", 1).send(records(0, 5));
        stack.runToEnd(pipeline);
        // a batch that was planned and has not ended is waited for
        Path offsets = stack.state().resolve("reindex-h/fixes/checkpoint/offsets");
        Path planned = Files.copy(offsets.resolve("0"), offsets.resolve("1000"));
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread reindexing =
                new Thread(() -> ended.set(catchThrowable(() -> engine.reindex(pipeline, "rows"))), "reindex-h");
        reindexing.start();
        try {
            await("documents go to the new index")
                    .atMost(TestStack.LIMIT)
                    .until(() -> search.require("GET", "/_alias/reindex-h", "").contains("reindex-h-000002"));
            assertThatThrownBy(() -> engine.deadLetters(pipeline).replay(Filter.ALL))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("Cannot replay dead letters of reindex-h, a reindex is under way");
            assertThatThrownBy(() -> engine.reindex(pipeline, "rows"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("Cannot reindex reindex-h, a reindex is under way");
        } finally {
            reindexing.interrupt();
            reindexing.join(TestStack.LIMIT.toMillis());
            Files.delete(planned);
        }
        assertThat(ended.get()).hasMessage("Cannot finish the new index, the thread was interrupted");

        assertThat(engine.reindex(pipeline, "rows").documents()).isEqualTo(5);
    }

    private static List<String> records(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(ReindexIT::text).toList();
    }

    private static byte[] record(long n) {
        return bytes(text(n));
    }

    private static String text(long n) {
        return n + "," + (1_700_000_000_000L + n * 1000) + ",note " + n;
    }

    private static Pipeline pipeline(String name) {
        return TestStack.pipeline(PIPELINE.replace("NAME", name).replace("TABLE", name.replace('-', '_')));
    }
}
