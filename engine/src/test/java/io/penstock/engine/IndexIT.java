package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.engine.DeadLetters.Filter;
import io.penstock.engine.DeadLetters.ReplayReport;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows that become documents of OpenSearch. */
@ExtendWith({TestStack.Extension.class, SearchServer.Extension.class})
class IndexIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String CABS =
            """
            pipeline: NAME
            sources:
              fixes:
                kafka: { topic: NAME }
                decode: { csv: { schema: "cab STRING, at TIMESTAMP, lat DOUBLE, lon DOUBLE, speed INT, note STRING" } }
            views:
              words: SELECT cab, explode(split(note, ' ')) AS word FROM fixes WHERE note <> ''
            outputs:
              fixes: { index: NAME-fixes, from: fixes, fields: { note: text } }
              last: { index: NAME-last, from: fixes, id: [cab] }
              words: { index: NAME-words, from: words }
              table: { table: TABLE.fixes, from: fixes }
            """;

    @Test
    void writesADocumentForEachRowFoundByItsFields(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        stack.topic("idx-a", 2)
                .send(List.of(
                        "c1,2026-01-31T10:00:00.123456Z,37.75,-122.39,12,the quick brown fox",
                        "c2,2026-01-31T10:00:01Z,,,0,",
                        "c1,2026-01-31T10:01:00Z,37.76,-122.40,30,\"say \"\"hi\"\"\"",
                        "broken"));
        Pipeline pipeline = pipeline(CABS, "idx-a");

        RunStatus status = stack.runToEnd(pipeline);

        assertThat(status.rows()).isEqualTo(3 + 3 + 6 + 3);
        assertThat(documents(search, "idx-a-fixes"))
                .containsEntry(
                        "idx-a-0-0",
                        "{\"_kafka_topic\":\"idx-a\",\"_kafka_partition\":0,\"_kafka_offset\":0,\"cab\":\"c1\","
                                + "\"at\":\"2026-01-31T10:00:00.123456Z\",\"lat\":37.75,\"lon\":-122.39,\"speed\":12,"
                                + "\"note\":\"the quick brown fox\",\"location\":{\"lat\":37.75,\"lon\":-122.39}}")
                .containsEntry(
                        "idx-a-1-0",
                        "{\"_kafka_topic\":\"idx-a\",\"_kafka_partition\":1,\"_kafka_offset\":0,\"cab\":\"c2\","
                                + "\"at\":\"2026-01-31T10:00:01.000000Z\",\"speed\":0,\"note\":\"\"}")
                .hasSize(3);
        assertThat(documents(search, "idx-a-last"))
                .containsOnlyKeys("c1", "c2")
                .satisfies(last -> assertThat(last.get("c1")).contains("\"speed\":30", "\"note\":\"say \\\"hi\\\"\""));
        assertThat(documents(search, "idx-a-words"))
                .containsKeys("idx-a-0-0-0", "idx-a-0-0-3", "idx-a-0-1-1")
                .hasSize(6);
        assertThat(hits(search, "idx-a-fixes", "{\"match\":{\"note\":\"FOX\"}}"))
                .isEqualTo(1);
        assertThat(hits(
                        search,
                        "idx-a-fixes",
                        "{\"geo_distance\":{\"distance\":\"100m\",\"location\":{\"lat\":37.7501,\"lon\":-122.39}}}"))
                .isEqualTo(1);
        assertThat(hits(search, "idx-a-fixes", "{\"range\":{\"at\":{\"gte\":\"2026-01-31T10:00:01Z\"}}}"))
                .isEqualTo(2);
        VerifyReport report = stack.verified(pipeline);
        assertThat(report.notes())
                .contains(
                        "output fixes: index idx-a-fixes holds 3 documents of 3 source offsets",
                        "output words: index idx-a-words holds 6 documents of 2 source offsets",
                        "output last replaces documents by their id: its account has the ledger's figures, and index"
                                + " idx-a-last holds 2 documents");
    }

    @Test
    void keepsWhatOpenSearchRejectsAsADeadLetterWithItsReasonAndTakesItLater(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        stack.topic("idx-b", 1).send(List.of("1,good,10.0.0.1", "2,bad,not an address", "3,good,::1"));
        String yaml =
                """
                pipeline: idx-b
                sources:
                  clicks: { kafka: { topic: idx-b }, decode: { csv: { schema: "id BIGINT, name STRING, ip STRING" } } }
                views:
                  twice: SELECT id, explode(array('10.0.0.9', ip)) AS address FROM clicks
                outputs:
                  ips: { index: idx-b-ips, from: clicks, fields: { ip: ip } }
                  twice: { index: idx-b-twice, from: twice, fields: { address: ip } }
                """;
        Pipeline pipeline = TestStack.pipeline(yaml);

        stack.runToEnd(pipeline);

        assertThat(documents(search, "idx-b-ips")).containsOnlyKeys("idx-b-0-0", "idx-b-0-2");
        assertThat(documents(search, "idx-b-twice"))
                .as("all documents of a record or none")
                .containsOnlyKeys("idx-b-0-0-0", "idx-b-0-0-1", "idx-b-0-2-0", "idx-b-0-2-1");
        assertThat(stack.sql("SELECT output, stage, rule, reason, offset FROM dead_letters.idx_b ORDER BY output"))
                .extracting(Row::toString)
                .containsExactly(
                        "[ips,output,rejected,failed to parse field [ip] of type [ip] in document with id 'idx-b-0-1'."
                                + " Preview of field's value: 'not an address': 'not an address' is not an IP string"
                                + " literal.,1]",
                        "[twice,output,rejected,failed to parse field [address] of type [ip] in document with id"
                                + " 'idx-b-0-1-1'. Preview of field's value: 'not an address': 'not an address' is not"
                                + " an IP string literal.,1]");
        assertThat(stack.engine().verify(pipeline).findings()).isEmpty();

        Pipeline repaired = TestStack.pipeline(yaml.replace(
                "explode(array('10.0.0.9', ip))", "explode(array('10.0.0.9', replace(ip, 'not an address', '::2')))"));
        ReplayReport replayed = stack.engine().deadLetters(repaired).replay(Filter.ALL);

        assertThat(replayed.stored()).isEqualTo(1);
        assertThat(documents(search, "idx-b-twice")).containsKeys("idx-b-0-1-0", "idx-b-0-1-1");
        stack.verified(repaired);
    }

    @Test
    void fieldsThatAnAdministratorHasChangedAreNoFaultOfTheOtherDocuments(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        TestTopic topic = stack.topic("idx-k", 1);
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: idx-k
                sources:
                  rows: { kafka: { topic: idx-k }, decode: { csv: { schema: "n STRING, note STRING" } } }
                outputs:
                  numbers: { index: idx-k-numbers, from: rows }
                  notes: { index: idx-k-notes, from: rows }
                  table: { table: idx_k.rows, from: rows }
                """);
        topic.send(List.of("1,first"));
        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            run.awaitCaughtUp(TestStack.LIMIT);
            // another index behind the alias, where the text is a number
            String mapping = search.require("GET", "/idx-k-numbers/_mapping", "")
                    .replace("{\"idx-k-numbers-000001\":", "")
                    .replaceFirst("}$", "")
                    .replaceFirst("\"n\":\\{[^}]*}", "\"n\":{\"type\":\"long\"}");
            search.require("PUT", "/idx-k-numbers-000002", mapping);
            search.require(
                    "POST",
                    "/_aliases",
                    "{\"actions\":[{\"remove\":{\"index\":\"idx-k-numbers-000001\",\"alias\":\"idx-k-numbers\"}},"
                            + "{\"add\":{\"index\":\"idx-k-numbers-000002\",\"alias\":\"idx-k-numbers\"}}]}");
            // documents that bring fields of their own, by what OpenSearch does with them
            search.require(
                    "PUT",
                    "/_ingest/pipeline/idx-k",
                    "{\"processors\":[{\"json\":{\"field\":\"note\",\"add_to_root\":true,\"ignore_failure\":true}}]}");
            search.require("PUT", "/idx-k-notes/_mapping", "{\"dynamic\":true}");
            search.require(
                    "PUT",
                    "/idx-k-notes/_settings",
                    "{\"index.default_pipeline\":\"idx-k\",\"index.mapping.total_fields.limit\":7}");

            topic.send(List.of(
                    "2,second",
                    "three,third",
                    "4,\"{\"\"a\"\":1}\"",
                    "5,\"{\"\"b\"\":1,\"\"c\"\":2,\"\"d\"\":3}\"",
                    "6,sixth"));
            run.awaitCaughtUp(TestStack.LIMIT);
            run.stop(TestStack.LIMIT);
        }

        assertThat(documents(search, "idx-k-numbers"))
                .containsOnlyKeys("idx-k-0-1", "idx-k-0-3", "idx-k-0-4", "idx-k-0-5");
        assertThat(documents(search, "idx-k-notes"))
                .containsOnlyKeys("idx-k-0-0", "idx-k-0-1", "idx-k-0-2", "idx-k-0-3", "idx-k-0-5");
        assertThat(stack.sql("SELECT output, rule, reason, offset FROM dead_letters.idx_k ORDER BY output"))
                .extracting(Row::toString)
                .containsExactly(
                        "[notes,rejected,Limit of total fields [7] has been exceeded,4]",
                        "[numbers,rejected,failed to parse field [n] of type [long] in document with id 'idx-k-0-2'."
                                + " Preview of field's value: 'three': For input string: \"three\",2]");
        assertThat(stack.engine().verify(pipeline).findings())
                .as("what the first index had is all that lacks")
                .containsExactly(
                        "idx-k partition 0, output numbers: index idx-k-numbers lacks the records of offsets 0");
    }

    @Test
    void aDocumentThatIsLargerThanOpenSearchTakesIsADeadLetter(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        stack.topic("idx-l", 1).send(List.of("1,10", "2,34000000", "3,20"));
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: idx-l
                sources:
                  rows: { kafka: { topic: idx-l }, decode: { csv: { schema: "n BIGINT, length INT" } } }
                views:
                  texts: SELECT n, repeat('x', length) AS text FROM rows
                outputs:
                  texts: { index: idx-l-texts, from: texts }
                """);

        stack.runToEnd(pipeline);

        assertThat(documents(search, "idx-l-texts")).containsOnlyKeys("idx-l-0-0", "idx-l-0-2");
        assertThat(stack.sql("SELECT output, rule, reason, offset FROM dead_letters.idx_l"))
                .extracting(Row::toString)
                .containsExactly("[texts,rejected,a request of 34,000,164 bytes is too large for the cluster,1]");
        stack.verified(pipeline);
    }

    @Test
    void aReplayedRecordDoesNotTurnBackANewerDocument(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        TestTopic topic = stack.topic("idx-c", 1);
        String yaml =
                """
                pipeline: idx-c
                sources:
                  states:
                    kafka: { topic: idx-c }
                    decode: { csv: { schema: "cab STRING, speed INT" } }
                    expect: [ { name: slow, check: "speed < LIMIT", on-violation: dead-letter } ]
                outputs:
                  last: { index: idx-c-last, from: states, id: [cab] }
                """;
        topic.send(List.of("c1,200", "c2,200"));
        stack.runToEnd(TestStack.pipeline(yaml.replace("LIMIT", "100")));
        topic.send(List.of("c1,20"));
        stack.runToEnd(TestStack.pipeline(yaml.replace("LIMIT", "100")));

        ReplayReport replayed = stack.engine()
                .deadLetters(TestStack.pipeline(yaml.replace("LIMIT", "1000")))
                .replay(Filter.ALL);

        assertThat(replayed.stored()).isEqualTo(2);
        assertThat(documents(search, "idx-c-last").get("c1")).contains("\"speed\":20");
        assertThat(documents(search, "idx-c-last").get("c2")).contains("\"speed\":200");
    }

    private static final String STATES =
            """
            pipeline: NAME
            sources:
              states:
                kafka: { topic: NAME }
                decode: { csv: { schema: "at TIMESTAMP, speed INT" } }
                metadata: { cab: key as STRING, bytes: key }
                event-time: at
                watermark: 1 minute
            views:
              minutes: |
                SELECT window(at, '1 minute').start AS minute, count(*) AS n FROM states GROUP BY window(at, '1 minute')
            outputs:
              last: { index: NAME-last, from: states, id: [cab], tombstones: TOMBSTONES }
              bytes: { index: NAME-bytes, from: states, id: [bytes], tombstones: TOMBSTONES }
              all: { index: NAME-all, from: states }
              table: { table: TABLE.states, from: states }
              minutes: { table: TABLE.minutes, from: minutes, mode: upsert, key: [minute] }
            """;

    @Test
    void deletesTheDocumentsOfKeysWhoseRecordsHaveNoValue(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        TestTopic topic = stack.topic("idx-m", 1);
        Pipeline pipeline = pipeline(STATES.replace("TOMBSTONES", "delete"), "idx-m");
        String at = "2026-01-31T10:00:00Z,";

        String longKey = "x".repeat(100); // Base64 in lines
        sendKeyed(topic, "a", at + 1, "b", at + 2, "a", null, "a", at + 3, "ü|", at + 4, "b", null, null, null);
        sendKeyed(topic, "d", null, longKey, at + 6, longKey, null);
        stack.runToEnd(pipeline);

        assertThat(documents(search, "idx-m-last")).containsOnlyKeys("a", "ü|");
        assertThat(documents(search, "idx-m-last").get("a")).contains("\"_kafka_offset\":3", "\"speed\":3");
        assertThat(documents(search, "idx-m-bytes")).containsOnlyKeys("YQ==", "w7x8");
        assertThat(documents(search, "idx-m-all"))
                .containsOnlyKeys("idx-m-0-0", "idx-m-0-1", "idx-m-0-3", "idx-m-0-4", "idx-m-0-8");
        assertThat(stack.sql("SELECT speed FROM idx_m.states ORDER BY speed"))
                .extracting(Row::toString)
                .containsExactly("[1]", "[2]", "[3]", "[4]", "[6]");
        assertThat(stack.sql("SELECT output, stage, rule, reason, offset FROM dead_letters.idx_m ORDER BY output"))
                .extracting(Row::toString)
                .containsExactly(
                        "[bytes,output,id,has neither a value nor a key, nothing says which document it deletes,6]",
                        "[last,output,id,has neither a value nor a key, nothing says which document it deletes,6]");
        stack.verified(pipeline);

        sendKeyed(topic, "ü|", null, "never-there", null, "a", at + 5);
        stack.runToEnd(pipeline);

        assertThat(documents(search, "idx-m-last")).containsOnlyKeys("a");
        assertThat(documents(search, "idx-m-bytes")).containsOnlyKeys("YQ==");
        assertThat(stack.verified(pipeline).notes())
                .contains(
                        "output last replaces and deletes documents by their id: its account has the ledger's figures,"
                                + " and index idx-m-last holds 1 documents");
        assertThatThrownBy(() -> stack.engine().reindex(pipeline, "last"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Cannot reindex idx-m-last, a table still has the rows of documents that tombstones have"
                        + " deleted. To have it filled by the topic, start over: penstock reset idx-m");
    }

    @Test
    void tombstonesThatWereDeadLettersDeleteNothingWhenTheyAreReplayed(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        TestTopic topic = stack.topic("idx-n", 1);
        String at = "2026-01-31T10:00:00Z,";
        sendKeyed(topic, "a", at + 1, "a", null);
        stack.runToEnd(pipeline(STATES.replace("TOMBSTONES", "reject"), "idx-n"));
        Pipeline deletes = pipeline(STATES.replace("TOMBSTONES", "delete"), "idx-n");

        ReplayReport replayed = stack.engine().deadLetters(deletes).replay(Filter.ALL);

        assertThat(replayed.chosen()).isEqualTo(1);
        assertThat(replayed.stillDead()).isEqualTo(1);
        assertThat(documents(search, "idx-n-last")).containsOnlyKeys("a");
        sendKeyed(topic, "a", null);
        stack.runToEnd(deletes);
        assertThat(documents(search, "idx-n-last")).isEmpty();
        assertThat(stack.count("dead_letters.idx_n")).isEqualTo(1);
        assertThat(stack.engine().verify(deletes).findings()).isEmpty();
    }

    /** Sends records of one partition, each a key and a value; either may be absent. */
    private static void sendKeyed(TestTopic topic, String... keysAndValues) {
        Map<String, Object> settings = Map.of("bootstrap.servers", topic.bootstrapServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < keysAndValues.length; i += 2) {
                TestTopic.await(
                        producer.send(new ProducerRecord<>(topic.name(), 0, keysAndValues[i], keysAndValues[i + 1])));
            }
        }
    }

    @Test
    void refusesIdsThatAreNone(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        stack.topic("idx-d", 1).send(List.of("b,", "x".repeat(600) + ",2", "a|b,3", "a\\,4"));
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: idx-d
                sources:
                  rows: { kafka: { topic: idx-d }, decode: { csv: { schema: "name STRING, n INT" } } }
                outputs:
                  named: { index: idx-d-named, from: rows, id: [name, n] }
                """);

        stack.runToEnd(pipeline);

        assertThat(documents(search, "idx-d-named")).containsOnlyKeys("a\\|b|3", "a\\\\|4");
        assertThat(stack.sql("SELECT rule, reason, offset FROM dead_letters.idx_d ORDER BY offset"))
                .extracting(Row::toString)
                .containsExactly(
                        "[id,a column of the id is NULL,0]",
                        "[id,makes an id of 602 bytes, an index takes 1 to 512,1]");
    }

    @Test
    void startsOverWithAResetAndLeavesTheIndexOfAnotherAlone(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        stack.topic("idx-e", 1).send(List.of("c1,2026-01-31T10:00:00Z,1,2,3,x"));
        Pipeline pipeline = pipeline(CABS, "idx-e");
        stack.runToEnd(pipeline);
        Pipeline other = TestStack.pipeline(
                """
                pipeline: idx-e2
                sources:
                  fixes: { kafka: { topic: idx-e }, decode: { csv: { schema: "cab STRING" } } }
                outputs:
                  stolen: { index: idx-e-last, from: fixes }
                """);

        assertThat(stack.engine().check(other))
                .extracting(Problem::path, Problem::reason)
                .extracting(Object::toString)
                .containsExactly("(\"outputs.stolen.index\", \"is written by another output: idx-e.last\")");
        assertThat(stack.engine().reset(other).deleted()).isEmpty();
        assertThat(stack.engine().reset(pipeline).deleted())
                .containsExactlyInAnyOrder("idx-e-fixes", "idx-e-last", "idx-e-words");
        stack.runToEnd(pipeline);
        assertThat(documents(search, "idx-e-fixes")).hasSize(1);
        assertThat(stack.engine().verify(pipeline).verified()).isTrue();
    }

    @Test
    void findsWhatWasDeletedOrAddedBehindItsBack(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        stack.topic("idx-f", 1).send(List.of("c1,2026-01-31T10:00:00Z,1,2,3,x", "c2,2026-01-31T10:00:00Z,1,2,3,x"));
        Pipeline pipeline = pipeline(CABS, "idx-f");
        stack.runToEnd(pipeline);

        search.require("DELETE", "/idx-f-fixes/_doc/idx-f-0-1", "");
        assertThat(stack.engine().verify(pipeline).findings())
                .containsExactly("idx-f partition 0, output fixes: index idx-f-fixes lacks the records of offsets 1");

        search.require("DELETE", "/idx-f-fixes-000001", "");
        assertThat(stack.engine().verify(pipeline).findings()).contains("index idx-f-fixes does not exist");
    }

    @Test
    void tellsAllFaultsOfAnIndexAtOnce(TestStack plain, SearchServer search) {
        TestStack stack = plain.with(search);
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: idx-g
                sources:
                  rows: { kafka: { topic: idx-g }, decode: { csv: { schema: "id BIGINT, at TIMESTAMP, price DOUBLE" } } }
                views:
                  odd: SELECT id, id AS _id, price AS `a.b`, at - at AS lasts, id AS _kafka_offset FROM rows
                  counts: SELECT id, count(*) AS n FROM rows GROUP BY id
                outputs:
                  odd: { index: idx-g-odd, from: odd, id: [nothing, lasts], fields: { none: text } }
                  prices: { index: idx-g-prices, from: rows, id: [price] }
                  counts: { index: idx-g-counts, from: counts, id: [id] }
                  nameless: { index: idx-g-nameless, from: counts }
                  twice: { index: idx-g-twice, from: rows, id: [id], mode: upsert }
                """);

        assertThat(stack.engine().check(pipeline).stream()
                        .map(problem -> problem.path() + ": " + problem.reason())
                        .toList())
                .containsExactlyInAnyOrder(
                        "outputs.odd.from: has a column whose name OpenSearch may keep for itself: _id",
                        "outputs.odd.from: has a column whose name OpenSearch takes for a path: a.b",
                        "outputs.odd.from: has a column that an index cannot hold: lasts INTERVAL DAY TO SECOND",
                        "outputs.odd.from: has a column that the lineage of rows is kept in: _kafka_offset",
                        "outputs.odd.id[0]: is not a column of the output: nothing",
                        "outputs.odd.id[1]: is INTERVAL DAY TO SECOND, documents are not told apart by it: lasts",
                        "outputs.odd.fields.none: is not a column of the output",
                        "outputs.prices.id[0]: is DOUBLE, documents are not told apart by it: price",
                        "outputs.nameless: has no id, and rows of a view that needs more than one row have no place in a"
                                + " topic: counts",
                        "outputs.twice.mode: is upsert, for rows that each come from one record",
                        "views.counts: aggregates without a window of event time, its groups would never be complete");
        assertThat(plain.engine()
                        .check(pipeline(
                                """
                pipeline: NAME
                sources:
                  rows: { kafka: { topic: NAME }, decode: { csv: { schema: "id BIGINT" } } }
                outputs:
                  rows: { index: NAME, from: rows }
                """,
                                "idx-h")))
                .extracting(Problem::reason)
                .containsExactly("cannot be written, there is no OpenSearch");
    }

    @Test
    void waitsForAnOpenSearchThatIsAway(TestStack plain, @TempDir Path folder) {
        try (SearchServer own = SearchServer.start(folder)) {
            TestStack stack = plain.with(own);
            TestTopic topic = stack.topic("idx-i", 1);
            topic.send(List.of("c1,2026-01-31T10:00:00Z,1,2,3,x"));
            Pipeline pipeline = pipeline(CABS, "idx-i");
            stack.runToEnd(pipeline);
            topic.send(List.of("c2,2026-01-31T10:00:00Z,1,2,3,x"));
            own.kill();

            assertThatThrownBy(() -> stack.runToEnd(pipeline))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage("Cannot look for index idx-i-fixes, OpenSearch at "
                            + own.uri().getAuthority() + " does not answer: the connection was refused");
            own.startAgain();
            stack.runToEnd(pipeline);

            assertThat(documents(own, "idx-i-last")).containsOnlyKeys("c1", "c2");
            assertThat(stack.engine().verify(pipeline).verified()).isTrue();
        }
    }

    private static Pipeline pipeline(String yaml, String name) {
        return TestStack.pipeline(yaml.replace("NAME", name).replace("TABLE", name.replace('-', '_')));
    }

    /** Sources of documents by id. */
    static Map<String, String> documents(SearchServer search, String index) {
        search.require("POST", "/" + index + "/_refresh", "");
        Map<String, String> documents = new TreeMap<>();
        for (JsonNode hit : answer(search, index, "{\"match_all\":{}}").path("hits")) {
            documents.put(hit.path("_id").asText(), hit.path("_source").toString());
        }
        return documents;
    }

    private static long hits(SearchServer search, String index, String query) {
        List<JsonNode> hits = new ArrayList<>();
        answer(search, index, query).path("hits").forEach(hits::add);
        return hits.size();
    }

    private static JsonNode answer(SearchServer search, String index, String query) {
        try {
            return JSON.readTree(search.require(
                            "POST", "/" + index + "/_search", "{\"size\":10000,\"query\":" + query + "}"))
                    .path("hits");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
