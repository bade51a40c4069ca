package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.commit.Failpoint;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows of views with state that become documents of OpenSearch. */
@ExtendWith({TestStack.Extension.class, SearchServer.Extension.class})
class IndexViewIT {

    private static final long START = 1_700_000_040_000L; // the beginning of a minute
    private static final int SECOND = 1_000;

    private static final String HITS =
            """
            pipeline: NAME
            sources:
              clicks:
                kafka: { topic: NAME, max-records-per-batch: 500 }
                decode: { csv: { schema: "at TIMESTAMP, url STRING, ms DOUBLE", timestamp-format: epoch-millis } }
                event-time: at
                watermark: 10 seconds
            views:
              hits: |
                SELECT window(at, '1 minute') AS minute, url, count(*) AS hits, avg(ms) AS average
                FROM clicks GROUP BY window(at, '1 minute'), url
              live: SELECT * FROM hits
            outputs:
              closed: { index: NAME-closed, from: hits, id: [minute.start, url] }
              live: { index: NAME-live, from: live, id: [minute.start, url], mode: upsert, fields: { url: ip } }
              closed-table: { table: TABLE.closed, from: hits }
            trigger: 100 ms
            """;

    @TempDir
    Path folder;

    @BeforeAll
    static void prepareDrivers(TestStack stack) {
        EngineProcess.prepare(stack.settings());
    }

    @Test
    void writesAGroupOnceItIsCompleteOrAsItChanges(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        TestTopic topic = stack.topic("idxv-a", 1);
        Pipeline pipeline = pipeline("idxv-a");
        topic.send(List.of(click(0, "10.0.0.1", 5), click(1, "10.0.0.1", 7), click(2, "nowhere", 1)));
        stack.runToEnd(pipeline);

        assertThat(IndexIT.documents(search, "idxv-a-closed")).isEmpty();
        assertThat(IndexIT.documents(search, "idxv-a-live"))
                .hasSize(1)
                .containsEntry(
                        "2023-11-14 22:14:00|10.0.0.1",
                        "{\"minute\":{\"start\":\"2023-11-14T22:14:00.000000Z\",\"end\":\"2023-11-14T22:15:00.000000Z\"},"
                                + "\"url\":\"10.0.0.1\",\"hits\":2,\"average\":6.0}");
        assertThat(stack.sql("SELECT source, topic, offset, stage, rule, output, CAST(key AS STRING)"
                        + " FROM dead_letters.idxv_a"))
                .extracting(Row::toString)
                .containsExactly("[live,view:live,0,output,rejected,live,2023-11-14 22:14:00|nowhere]");

        topic.send(List.of(click(3, "10.0.0.1", 3), click(100, "10.0.0.2", 1)));
        stack.runToEnd(pipeline);
        topic.send(List.of(click(101, "10.0.0.2", 1)));
        RunStatus status = stack.runToEnd(pipeline);

        assertThat(IndexIT.documents(search, "idxv-a-closed"))
                .containsOnlyKeys("2023-11-14 22:14:00|10.0.0.1", "2023-11-14 22:14:00|nowhere");
        assertThat(IndexIT.documents(search, "idxv-a-live").get("2023-11-14 22:14:00|10.0.0.1"))
                .contains("\"hits\":3,\"average\":5.0");
        assertThat(status.totals().deadLetters()).isEqualTo(1);
        VerifyReport report = stack.verified(pipeline);
        assertThat(report.notes())
                .contains(
                        "output closed: index idxv-a-closed holds the 2 rows that view hits gives, computed a second time",
                        "output live: index idxv-a-live holds the 2 rows that view live gives, computed a second time, but for"
                                + " 1 that it has rejected");

        search.require("POST", "/idxv-a-closed/_update/2023-11-14%2022:14:00%7Cnowhere", "{\"doc\":{\"hits\":7}}");
        assertThat(stack.engine().verify(pipeline).findings())
                .containsExactly(
                        "output closed: index idxv-a-closed holds 2 documents, view hits gives 2 rows over the same"
                                + " records: 1 of them are not there, of which it has rejected 0, and 1 are there that it does not give");
        assertThat(stack.engine().reset(pipeline).deleted()).containsExactlyInAnyOrder("idxv-a-closed", "idxv-a-live");
    }

    @Test
    void wantsAnIdOfWhatTheViewGroupsBy(TestStack plain, SearchServer search) {
        Pipeline pipeline = TestStack.pipeline(HITS.replace("NAME", "idxv-b")
                .replace("TABLE", "idxv_b")
                .replace("from: live, id: [minute.start, url]", "from: live, id: [url]"));

        assertThat(plain.with(search).engine().check(pipeline))
                .extracting(Problem::path, Problem::reason)
                .extracting(Object::toString)
                .containsExactly(
                        "(\"outputs.live.id\", \"does not name all that live groups by: several rows of a batch"
                                + " would have the same key\")");
    }

    @Test
    void holdsWhatTheTopicGivesWhateverIsKilled(TestStack plain) throws IOException {
        try (SearchServer search = SearchServer.start(folder.resolve("search"))) {
            TestStack stack = plain.with(search);
            String yaml = yaml("idxv-kill");
            Path file = Files.writeString(folder.resolve("idxv-kill.yaml"), yaml);
            TestTopic topic = stack.topic("idxv-kill", 2);

            Traffic.during(topic, 200, n -> value(n).getBytes(StandardCharsets.UTF_8), () -> {
                EngineProcess.killAt(Failpoint.BATCH_STARTED, 4, stack.settings(), file);
                EngineProcess.killAt(
                        Failpoint.TASK_WRITTEN, 6, stack.settings(), file); // documents are there, nobody knows of them
                search.kill();
                search.startAgain();
                EngineProcess.killAt(Failpoint.PREPARED, 3, stack.settings(), file);
                EngineProcess.killAt(Failpoint.LEDGER_WRITTEN, 3, stack.settings(), file);
            });

            Pipeline pipeline = TestStack.pipeline(yaml.replace("500", "5000"));
            stack.runToEnd(pipeline);
            VerifyReport report = stack.verified(pipeline);
            assertThat(report.notes())
                    .anyMatch(note -> note.startsWith("output live: index idxv-kill-live holds the ")
                            && note.endsWith("computed a second time"));
            Map<String, Long> hits = new TreeMap<>();
            IndexIT.documents(search, "idxv-kill-live")
                    .forEach((id, document) ->
                            hits.put(id, Long.parseLong(document.replaceAll("^.*\"hits\":(\\d+),.*$", "$1"))));
            assertThat(hits).isEqualTo(hits(topic));
        }
    }

    private static String value(long n) {
        return click(n, "10.0.0." + n % 5, n % 3);
    }

    private static Map<String, Long> hits(TestTopic topic) {
        Map<String, Long> hits = new TreeMap<>();
        topic.read().forEach(record -> {
            String[] value = new String(record.value(), StandardCharsets.UTF_8).split(",", -1);
            long minute = Math.floorDiv(Long.parseLong(value[0]), 60_000) * 60;
            String start = LocalDateTime.ofEpochSecond(minute, 0, ZoneOffset.UTC)
                    .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"));
            hits.merge(start + "|" + value[1], 1L, Long::sum);
        });
        return hits;
    }

    private static String click(long second, String url, double ms) {
        return START + second * SECOND + "," + url + "," + ms;
    }

    private static Pipeline pipeline(String name) {
        return TestStack.pipeline(yaml(name));
    }

    private static String yaml(String name) {
        return HITS.replace("NAME", name).replace("TABLE", name.replace('-', '_'));
    }
}
