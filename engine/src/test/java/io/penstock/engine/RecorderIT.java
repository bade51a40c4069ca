package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.record.Recorder.Request;
import io.penstock.engine.record.Recording;
import io.penstock.engine.record.Recording.Sampled;
import io.penstock.engine.test.TestReport;
import io.penstock.pipeline.LoadedTest;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.TestLoader;
import io.penstock.pipeline.test.Send;
import io.penstock.pipeline.test.TestCase;
import io.penstock.pipeline.test.TestRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What lies in topics becomes a case that holds, without what is to stay secret. */
@ExtendWith(TestStack.Extension.class)
class RecorderIT {

    private static final long START = 1_700_000_040_000L; // 2023-11-14T22:14:00Z, the beginning of a minute

    @Test
    void aRecordedCaseHoldsAndHasNoneOfTheMaskedTexts(TestStack stack) {
        TestTopic clicks = stack.topic("recordclicks", 2);
        TestTopic logins = stack.topic("recordlogins", 1);
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < 40; n++) {
            lines.add("%d,%d,\"/p%d?from=192.168.7.%d&x=\"\"\",192.168.7.%d"
                    .formatted(START + n * 1_000, n, n % 3, n % 4, n % 4));
        }
        lines.set(7, "broken,192.168.7.3");
        lines.set(9, START + ",9,,192.168.7.1"); // breaks the expectation
        clicks.send(lines);
        logins.send(List.of(
                "{\"user\":{\"ip\":\"192.168.7.1\",\"name\":\"Åsa \\\"B\\\"\"},\"at\":%d,\"seen\":\"192.168.7.1\"}"
                        .formatted(START),
                "{\"user\":{\"ip\":\"192.168.7.2\",\"name\":null},\"at\":%d}".formatted(START + 500),
                "{\"user\":7,\"seen\":\"192.168.7.2\"}"));
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: recordclicks
                sources:
                  clicks:
                    kafka: { topic: recordclicks }
                    decode: { csv: { schema: "at TIMESTAMP, id BIGINT, url STRING, ip STRING", timestamp-format: epoch-millis } }
                    event-time: at
                    watermark: 1 minute
                    expect:
                      - { name: has-url, check: length(url) > 0, on-violation: dead-letter }
                  logins:
                    kafka: { topic: recordlogins }
                    decode:
                      json: { schema: "user STRUCT<ip: STRING, name: STRING>, at TIMESTAMP, seen STRING", timestamp-format: epoch-millis }
                    event-time: at
                    watermark: 1 minute
                views:
                  hits: SELECT window(at, '1 minute') AS minute, ip, count(*) AS hits FROM clicks GROUP BY 1, 2
                  users: |
                    SELECT c.id, l.user.name, struct(c.ip, c.id) AS both, array(c.url) AS urls, map(c.ip, CAST(c.id AS DECIMAL(9, 2))) AS ids
                    FROM clicks c JOIN logins l
                      ON c.ip = l.user.ip AND c.at BETWEEN l.at AND l.at + INTERVAL 1 HOUR
                  stamped: SELECT id, ip, current_timestamp() AS stored FROM clicks
                outputs:
                  clicks: { table: recordclicks.clicks, from: clicks }
                  hits: { table: recordclicks.hits, from: hits }
                  users: { table: recordclicks.users, from: users }
                  stamped: { table: recordclicks.stamped, from: stamped }
                  messages: { topic: recordmessages, from: clicks, key: ip }
                """);

        Recording recording = stack.engine()
                .recorder()
                .record(pipeline, new Request("what is there", 100, List.of("ip", "user.ip", "id"), false));

        assertThat(recording.text()).doesNotContain("192.168.7.").contains("# masked: ip, user.ip, id\n");
        assertThat(recording.sources())
                .containsExactly(
                        new Sampled("clicks", "recordclicks", 39, 0, 1, 0, 0),
                        new Sampled("logins", "recordlogins", 2, 0, 1, 0, 0));
        assertThat(recording.notes())
                .containsExactly(
                        "1 of topic recordclicks that cannot be decoded were left out, since a column cannot be found in them",
                        "1 of topic recordlogins that cannot be decoded were left out, since a column cannot be found in them",
                        "output stamped is compared without stored, which had other values when it was run again");
        LoadedTest test = TestLoader.load("recorded.test.yaml", "cases:\n" + recording.text());
        TestReport report = stack.engine().tests().run(pipeline, test, Map.of());
        assertThat(report.problems()).isEmpty();
        assertThat(report.passed()).as("%s in %s", report, recording.text()).isTrue();

        TestCase recorded = Objects.requireNonNull(test.test()).cases().get(0);
        List<TestRecord> sent = ((Send) recorded.steps().get(0)).records();
        assertThat(sent).hasSize(39).allSatisfy(record -> {
            assertThat(record.key()).isNull();
            assertThat(record.value()).matches("\\d{13},\\d+,.*,10\\.\\d+\\.\\d+\\.\\d+");
            if (Objects.requireNonNull(record.value()).contains("from=")) { // the same text has the same mask
                String value = record.value();
                assertThat(value.replaceAll(".*from=([0-9.]+).*", "$1")).isEqualTo(value.replaceAll(".*,", ""));
            }
        });
        assertThat(recorded.expect().outputs().get("hits").rows()).hasSizeBetween(1, 4);
        assertThat(recorded.expect().outputs().get("users").rows())
                .hasSizeGreaterThan(10); // the mask joins as the text did
        assertThat(recorded.expect().outputs().get("messages").rows()).hasSize(38);
        assertThat(recorded.expect().deadLetters()).singleElement().satisfies(dead -> assertThat(dead.rule())
                .isEqualTo("has-url"));
    }

    @Test
    void takesTheNewestRecordsAndBadOnesAsTheyAre(TestStack stack) {
        TestTopic topic = stack.topic("recordnewest", 2);
        topic.sendAt(START, List.of("1,old", "2,old"));
        topic.sendAt(START + 1, Arrays.asList("3,new", "broken: \t\"'{é\u0001\u2028", "5,NULL ~"));
        topic.sendBytes(List.of(new byte[] {(byte) 0xc3}));
        Pipeline pipeline = keyed("recordnewest", "");

        Recording recording = stack.engine().recorder().record(pipeline, new Request("bad: too", 4, List.of(), false));

        assertThat(recording.text())
                .startsWith(
                        "  # 1 of topic recordnewest were left out, since they are no text\n  - name: \"bad: too\"\n")
                .doesNotContain("old");
        assertThat(recording.sources()).containsExactly(new Sampled("rows", "recordnewest", 3, 1, 0, 0, 1));
        LoadedTest test = TestLoader.load("recorded.test.yaml", "cases:\n" + recording.text());
        assertThat(stack.engine().tests().run(pipeline, test, Map.of()).passed())
                .isTrue();
        Send send = (Send)
                Objects.requireNonNull(test.test()).cases().get(0).steps().get(0);
        assertThat(send.records())
                .extracting(TestRecord::value)
                .containsExactlyInAnyOrder("3,new", "broken: \t\"'{é\u0001\u2028", "5,NULL ~");
    }

    @Test
    void masksKeysAndHeadersThatBecomeColumns(TestStack stack) {
        TestTopic topic = stack.topic("recordkeys", 1);
        sendKeyed(topic, "secret-abcdef", "1,abcdef");
        sendKeyed(topic, "abcdef", "2,abcdef");
        topic.send(Arrays.asList("3,abcdef", null));
        Pipeline pipeline = keyed(
                "recordkeys", "metadata: { who: key as STRING, trace: \"header('t') as STRING\", sent: timestamp }");

        Recording recording =
                stack.engine().recorder().record(pipeline, new Request("keys", 10, List.of("who", "WORD"), true));

        assertThat(recording.text()).doesNotContain("abcdef").contains("key: ", "headers: { t: ", "timestamp: ");
        assertThat(recording.notes())
                .containsExactly("1 of topic recordkeys that cannot be decoded are in it as they are, unmasked");
        LoadedTest test = TestLoader.load("recorded.test.yaml", "cases:\n" + recording.text());
        assertThat(stack.engine().tests().run(pipeline, test, Map.of()).passed())
                .isTrue();
        Send send = (Send)
                Objects.requireNonNull(test.test()).cases().get(0).steps().get(0);
        String masked = Objects.requireNonNull(send.records().get(1).key());
        assertThat(masked).matches("[a-f]{6}|[a-z]{6}");
        assertThat(send.records().get(1).value()).isEqualTo("2," + masked);
        assertThat(send.records().get(0).headers()).containsExactly(Map.entry("t", "of " + masked));
        assertThat(send.records().get(0).key()).matches("[a-z]{6}-[a-z]{6}");
    }

    private static void sendKeyed(TestTopic topic, String key, String value) {
        Map<String, Object> settings = Map.of("bootstrap.servers", topic.bootstrapServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            ProducerRecord<String, String> record = new ProducerRecord<>(topic.name(), key, value);
            record.headers().add("t", "of abcdef".getBytes(StandardCharsets.UTF_8));
            record.headers().add("unread", "abcdef".getBytes(StandardCharsets.UTF_8));
            TestTopic.await(producer.send(record));
        }
    }

    @Test
    void saysWhatCannotBeMasked(TestStack stack) {
        stack.topic("recordwrong", 1);
        Pipeline pipeline = keyed("recordwrong", "metadata: { sent: timestamp }");

        refused(
                stack,
                pipeline,
                "wort",
                "Cannot mask column wort, no source of recordwrong has it. There are: n, word, at, tags, sent");
        refused(
                stack,
                pipeline,
                "at",
                "Cannot mask column at of source rows, it is DATE, and only texts and numbers have masks");
        refused(stack, pipeline, "sent", "Cannot mask column sent of source rows, it is taken from timestamp");
        refused(stack, pipeline, "word.x", "Cannot mask column word.x of source rows, word has no field x");
        refused(
                stack,
                pipeline,
                "word",
                "Cannot record a case of recordwrong, there is no record that could be in it: no record of topic recordwrong is in it");
    }

    private static void refused(TestStack stack, Pipeline pipeline, String column, String message) {
        assertThatThrownBy(() ->
                        stack.engine().recorder().record(pipeline, new Request("wrong", 10, List.of(column), false)))
                .isInstanceOf(RefusedException.class)
                .hasMessage(message);
    }

    private static Pipeline keyed(String name, String metadata) {
        boolean wide = metadata.equals("metadata: { sent: timestamp }");
        return TestStack.pipeline(
                """
                pipeline: %1$s
                sources:
                  rows:
                    kafka: { topic: %1$s }
                    decode: { csv: { schema: "%3$s" } }
                    %2$s
                outputs:
                  rows: { table: %1$s.rows, from: rows }
                """
                        .formatted(name, metadata, "n INT, word STRING" + (wide ? ", at DATE, tags STRING" : "")));
    }
}
