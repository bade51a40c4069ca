package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Outputs with an index for each day or month. */
@ExtendWith({TestStack.Extension.class, SearchServer.Extension.class})
class IndexSplitIT {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy.MM.dd").withZone(ZoneOffset.UTC);

    private static final String FIXES =
            """
            pipeline: NAME
            sources:
              fixes:
                kafka: { topic: NAME }
                decode: { csv: { schema: "cab STRING, at TIMESTAMP, note STRING" } }
            views:
              words: SELECT cab, at, explode(split(note, ' ')) AS word FROM fixes
            outputs:
              fixes: { index: NAME-fixes, from: fixes, split-by: days(at) }
              last: { index: NAME-last, from: fixes, id: [cab], split-by: months(at) }
              words: { index: NAME-words, from: words, split-by: days(at), fields: { word: ip } }
            """;

    @Test
    void writesTheRowsOfADayIntoAnIndexOfItsOwn(TestStack plain, SearchServer search) throws IOException {
        TestStack stack = plain.with(search);
        TestTopic topic = stack.topic("split-a", 1);
        topic.send(List.of(
                "c1,2026-01-31T23:59:59.999999Z,10.0.0.1 10.0.0.2",
                "c1,2026-02-01T00:00:00Z,10.0.0.3",
                "c2,2026-02-01T01:30:00+02:00,::1 bad",
                "c3,,10.0.0.4"));
        Pipeline pipeline = pipeline(FIXES, "split-a");

        stack.runToEnd(pipeline);

        assertThat(documentsByIndex(search, "split-a-fixes"))
                .hasToString("{split-a-fixes-2026.01.31-000001=2, split-a-fixes-2026.02.01-000001=1}");
        assertThat(documentsByIndex(search, "split-a-last"))
                .as("an id is found within its month")
                .hasToString("{split-a-last-2026.01-000001=2, split-a-last-2026.02-000001=1}");
        assertThat(documentsByIndex(search, "split-a-words"))
                .as("all documents of a record or none")
                .hasToString("{split-a-words-2026.01.31-000001=2, split-a-words-2026.02.01-000001=1}");
        assertThat(IndexIT.documents(search, "split-a-fixes"))
                .containsOnlyKeys("split-a-0-0", "split-a-0-1", "split-a-0-2");
        assertThat(stack.sql("SELECT output, rule, reason, offset FROM dead_letters.split_a ORDER BY output, offset"))
                .extracting(Row::toString)
                .containsExactly(
                        "[fixes,period,the column that the index is split by is NULL,3]",
                        "[last,period,the column that the index is split by is NULL,3]",
                        "[words,rejected,failed to parse field [word] of type [ip] in document with id 'split-a-0-2-1'."
                                + " Preview of field's value: 'bad': 'bad' is not an IP string literal.,2]",
                        "[words,period,the column that the index is split by is NULL,3]");
        assertThat(stack.verified(pipeline).notes())
                .contains("output fixes: index split-a-fixes holds 3 documents of 3 source offsets");

        addFieldToTemplate(search, "split-a-fixes", "long"); // as one who was killed behind this
        topic.send(List.of("c1,2026-02-01T09:00:00Z,10.0.0.5"));
        Pipeline wider = TestStack.pipeline(pipelineText(FIXES, "split-a")
                .replace("from: fixes, split-by: days(at)", "from: more, split-by: days(at)")
                .replace("views:\n", "views:\n  more: SELECT *, length(note) AS long FROM fixes\n"));
        stack.runToEnd(wider);

        assertThat(IndexIT.documents(search, "split-a-fixes").get("split-a-0-4"))
                .endsWith("\"long\":8}");
        assertThat(search.require("GET", "/split-a-fixes-2026.01.31/_mapping", ""))
                .contains("\"long\"");
        stack.verified(wider);

        stack.engine().reset(wider);
        assertThat(search.send("GET", "/_index_template/split-a-fixes", "").statusCode())
                .isEqualTo(404);
        assertThat(search.send("GET", "/split-a-fixes-2026.01.31-000001", "").statusCode())
                .isEqualTo(404);
    }

    private static void addFieldToTemplate(SearchServer search, String index, String field) throws IOException {
        String path = "/_index_template/" + index;
        ObjectMapper json = new ObjectMapper();
        JsonNode template = json.readTree(search.require("GET", path, "")).at("/index_templates/0/index_template");
        ((ObjectNode) template.at("/template/mappings/properties"))
                .putObject(field)
                .put("type", "integer");
        search.require("PUT", path, json.writeValueAsString(template));
    }

    @Test
    void deletesADayThatIsNoLongerKeptAndDoesNotWriteItAgain(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        TestTopic topic = stack.topic("split-b", 1);
        Instant now = Instant.now();
        Instant lately = now.minus(1, ChronoUnit.DAYS);
        Instant longAgo = now.minus(10, ChronoUnit.DAYS);
        String yaml = FIXES.replace("split-by: days(at)", "split-by: days(at), keep: 2 days");
        topic.send(List.of("c1," + longAgo + ",::1", "c1," + lately + ",::1"));
        stack.runToEnd(pipeline(yaml.replace("2 days", "30 days"), "split-b"));
        assertThat(documentsByIndex(search, "split-b-fixes"))
                .containsOnlyKeys(index("split-b-fixes", longAgo), index("split-b-fixes", lately));

        topic.send(List.of("c1," + longAgo + ",::1", "c1," + now + ",::1"));
        Pipeline shorter = pipeline(yaml, "split-b");
        RunStatus status = stack.runToEnd(shorter);

        assertThat(documentsByIndex(search, "split-b-fixes"))
                .containsOnlyKeys(index("split-b-fixes", lately), index("split-b-fixes", now));
        assertThat(status.rows())
                .as("two of the last four rows are too old for their index, none for their month")
                .isEqualTo(3 * 2 + 2 + 1 + 1);
        assertThat(stack.verified(shorter).notes())
                .contains("output fixes keeps documents for a time: its account has the ledger's figures, and index"
                        + " split-b-fixes holds 2 documents");
    }

    @Test
    void splitsTheGroupsOfAViewByTheirWindow(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        TestTopic topic = stack.topic("split-c", 1);
        Instant now = Instant.now();
        Instant longAgo = now.minus(10, ChronoUnit.DAYS);
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: split-c
                sources:
                  fixes:
                    kafka: { topic: split-c }
                    decode: { csv: { schema: "cab STRING, at TIMESTAMP" } }
                    event-time: at
                    watermark: 30 days
                views:
                  days: SELECT window(at, '1 day') AS day, count(*) AS fixes FROM fixes GROUP BY 1
                outputs:
                  days: { index: split-c, from: days, id: [day.start], mode: upsert, split-by: days(day.start), keep: 2 days }
                """);
        topic.send(List.of("c1," + longAgo, "c1," + now, "c2," + now));

        stack.runToEnd(pipeline);

        assertThat(documentsByIndex(search, "split-c")).hasToString("{" + index("split-c", now) + "=1}");
        assertThat(stack.verified(pipeline).notes())
                .contains("output days: index split-c holds the 1 rows that view days gives, computed a second time");
    }

    @Test
    void tellsWhyAnIndexCannotBeSplit(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        stack.topic("split-d", 1).send(List.of("c1,2026-01-31T10:00:00Z,x"));
        String yaml = FIXES.replace(", fields: { word: ip }", "");
        stack.runToEnd(pipeline(yaml.replace(", split-by: days(at)", ""), "split-d"));

        assertThat(stack
                        .engine()
                        .check(pipeline(
                                yaml.replace("months(at)", "months(cab)").replace("fixes, split", "words, split"),
                                "split-d"))
                        .stream()
                        .map(problem -> problem.path() + ": " + problem.reason())
                        .toList())
                .containsExactlyInAnyOrder("outputs.last.split-by: is STRING, expected times or dates: cab");
        assertThat(stack.engine().check(pipeline(yaml.replace("months(at)", "days(at)"), "split-d")).stream()
                        .map(problem -> problem.path() + ": " + problem.reason())
                        .toList())
                .containsExactlyInAnyOrder(
                        "outputs.fixes.index: is one index, it is not split by days",
                        "outputs.last.index: is split by months",
                        "outputs.words.index: is one index, it is not split by days");
    }

    private static String index(String alias, Instant day) {
        return alias + "-" + DAY.format(day) + "-000001";
    }

    private static String pipelineText(String yaml, String name) {
        return yaml.replace("NAME", name);
    }

    private static Pipeline pipeline(String yaml, String name) {
        return TestStack.pipeline(pipelineText(yaml, name));
    }

    /** How many documents the indices behind an alias have. */
    static TreeMap<String, Long> documentsByIndex(SearchServer search, String alias) {
        TreeMap<String, Long> documents = new TreeMap<>();
        String indices = search.require("GET", "/_cat/indices/" + alias + "?h=index", "");
        Arrays.stream(indices.split("\n", -1))
                .filter(index -> !index.isEmpty())
                .forEach(index -> documents.put(index, search.count(index)));
        return documents;
    }
}
