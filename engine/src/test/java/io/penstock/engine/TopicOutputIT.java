package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.DeadLetters.Filter;
import io.penstock.engine.DeadLetters.ReplayReport;
import io.penstock.engine.kafka.LineageHeaders;
import io.penstock.pipeline.Pipeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows that are sent to topics. */
@ExtendWith(TestStack.Extension.class)
class TopicOutputIT {

    private static final String PIPELINE =
            """
            pipeline: NAME
            sources:
              clicks:
                kafka: { topic: NAME }
                decode: { csv: { schema: "id BIGINT, at TIMESTAMP, url STRING, price DECIMAL(9,2)" } }
                metadata: { raw: key }
            views:
              parts: SELECT id, explode(split(url, '/')) AS part FROM clicks WHERE id <> 2
              typed: SELECT id, at, url, price, raw, CAST(id AS SMALLINT) AS small, array(id) AS ids FROM clicks
              flat: SELECT id, at, url, raw, price FROM clicks
            outputs:
              all: { table: topics.TABLE, from: clicks }
              typed: { topic: NAME-typed, from: typed, key: id, partitions: 2 }
              flat: { topic: NAME-flat, from: flat, format: csv }
              parts: { topic: NAME-parts, from: parts, key: part }
            """;

    @Test
    void sendsEachRowWithItsKeyItsValueAndWhereItCameFrom(TestStack stack) {
        stack.topic("out-a", 1)
                .send(List.of(
                        "1,2026-01-31T10:00:00.123456Z,a/b,1.50",
                        "2,,\" say \"\"hi\"\"\nthere \",",
                        "3,2026-01-31T10:00:00Z,,0.00"));
        Pipeline pipeline = pipeline(PIPELINE, "out-a");

        RunStatus status = stack.runToEnd(pipeline);

        assertThat(status.rows()).isEqualTo(3 + 3 + 3 + 3);
        assertThat(values(stack, "out-a-typed", 2))
                .containsExactlyInAnyOrder(
                        "1: {\"id\":1,\"at\":\"2026-01-31T10:00:00.123456Z\",\"url\":\"a/b\",\"price\":1.50,\"raw\":null,"
                                + "\"small\":1,\"ids\":[1]}",
                        "2: {\"id\":2,\"at\":null,\"url\":\" say \\\"hi\\\"\\nthere \",\"price\":null,\"raw\":null,\"small\":2,"
                                + "\"ids\":[2]}",
                        "3: {\"id\":3,\"at\":\"2026-01-31T10:00:00.000000Z\",\"url\":\"\",\"price\":0.00,\"raw\":null,"
                                + "\"small\":3,\"ids\":[3]}");
        assertThat(values(stack, "out-a-flat", 1))
                .containsExactly(
                        "null: 1,2026-01-31T10:00:00.123456Z,a/b,,1.50",
                        "null: 2,,\" say \"\"hi\"\"\nthere \",,",
                        "null: 3,2026-01-31T10:00:00.000000Z,\"\",,0.00");
        List<ConsumerRecord<byte[], byte[]>> parts = records(stack, "out-a-parts", 1);
        assertThat(parts)
                .extracting(
                        record -> header(record, LineageHeaders.TOPIC),
                        record -> header(record, LineageHeaders.PARTITION),
                        record -> header(record, LineageHeaders.OFFSET),
                        record -> header(record, LineageHeaders.ROW))
                .extracting(Object::toString)
                .containsExactly(
                        "(\"out-a\", \"0\", \"0\", \"0\")",
                        "(\"out-a\", \"0\", \"0\", \"1\")",
                        "(\"out-a\", \"0\", \"2\", \"0\")");
        assertThat(header(parts.get(0), LineageHeaders.BATCH)).matches("out-a/parts/[0-9a-f-]{13}/0");
        VerifyReport report = stack.verified(pipeline);
        assertThat(report.accounts())
                .filteredOn(account -> account.output().equals("parts"))
                .singleElement()
                .satisfies(account -> {
                    assertThat(account.delivery()).isEqualTo("at least once");
                    assertThat(List.of(account.stored(), account.rows(), account.filtered()))
                            .containsExactly(2L, 3L, 1L);
                });
        assertThat(report.notes())
                .contains(
                        "output parts is sent at least once: its account has the ledger's figures, and topic out-a-parts"
                                + " holds 3 records of 2 source offsets");
    }

    @Test
    void keepsARecordThatIsTooLargeForTheTopicAsADeadLetter(TestStack stack) {
        TestTopic.create(stack.broker().bootstrapServers(), "out-b-flat", 1, Map.of("max.message.bytes", "2000"));
        stack.topic("out-b", 1).send(List.of("1,,small,1", "2,," + "x".repeat(5_000) + ",1", "3,,small,1"));
        Pipeline pipeline = pipeline(PIPELINE, "out-b");

        stack.runToEnd(pipeline);

        assertThat(stack.sql("SELECT offset, stage, rule, output, reason FROM dead_letters.out_b"))
                .extracting(Object::toString)
                .containsExactly(
                        "[1,output,too-large,flat,makes a record of 5,212 bytes, topic out-b-flat takes 2,000]");
        assertThat(stack.count("topics.out_b")).isEqualTo(3);
        assertThat(records(stack, "out-b-flat", 1)).hasSize(2);
        assertThat(stack.engine().verify(pipeline).findings()).isEmpty();

        // when the view makes it shorter
        Pipeline shorter =
                pipeline(PIPELINE.replace("at, url, raw, price", "at, left(url, 9) AS url, raw, price"), "out-b");
        ReplayReport replay = stack.engine().deadLetters(shorter).replay(Filter.ALL);

        assertThat(replay).isEqualTo(new ReplayReport(1, 1, 0, 0, 1));
        assertThat(values(stack, "out-b-flat", 1)).endsWith("null: 2,,xxxxxxxxx,,1.00");
        assertThat(stack.engine().verify(shorter).findings()).isEmpty();
        assertThat(stack.engine().verify(shorter).verified()).isTrue();
    }

    @Test
    void asksAgainWhenATopicComesToTakeSmallerRecords(TestStack stack) {
        TestTopic topic = stack.topic("out-f", 1);
        Pipeline pipeline = pipeline(PIPELINE, "out-f");
        topic.send(List.of("1,,small,1"));
        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            run.awaitCaughtUp(TestStack.LIMIT);
            configure(stack, "out-f-flat", "max.message.bytes", "2000");
            // the broker takes the new limit up when it comes to it; one record a batch, since Kafka's producer would
            // split and
            // send again what is too large together
            AtomicLong sent = new AtomicLong(1);
            Awaitility.await("end of the run").atMost(TestStack.LIMIT).until(() -> {
                RunStatus status = run.status();
                if (status.records() == sent.get()) {
                    topic.send(List.of("2,," + "x".repeat(5_000) + ",1"));
                    sent.incrementAndGet();
                }
                return status.state() == RunStatus.State.FAILED;
            });
            assertThat(run.status().error())
                    .isEqualTo(
                            "Cannot go on with out-f/clicks, a topic takes smaller records than when the run began: The"
                                    + " request included a message larger than the max message size the server will accept.");
        }

        stack.runToEnd(pipeline);

        assertThat(stack.sql("SELECT DISTINCT stage, rule, output FROM dead_letters.out_f"))
                .extracting(Object::toString)
                .containsExactly("[output,too-large,flat]");
        assertThat(stack.engine().verify(pipeline).findings()).isEmpty();
    }

    private static void configure(TestStack stack, String topic, String setting, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.broker().bootstrapServers()))) {
            TestTopic.await(admin.incrementalAlterConfigs(Map.of(resource, List.of(change)))
                    .all());
            Awaitility.await("setting of " + topic).until(() -> TestTopic.await(
                            admin.describeConfigs(List.of(resource)).all())
                    .get(resource)
                    .get(setting)
                    .value()
                    .equals(value));
        }
    }

    @Test
    void findsRecordsThatTheTopicHasLost(TestStack stack) {
        stack.topic("out-c", 1).send(List.of("1,,a,1", "2,,b,1", "3,,c,1"));
        Pipeline pipeline = pipeline(PIPELINE, "out-c");
        stack.runToEnd(pipeline);
        TestTopic flat = new TestTopic(stack.broker().bootstrapServers(), "out-c-flat", 1);

        flat.deleteRecords(2);
        VerifyReport shortened = stack.engine().verify(pipeline);
        flat.delete();
        VerifyReport deleted = stack.engine().verify(pipeline);
        stack.topic("out-c-flat", 1);
        VerifyReport emptied = stack.engine().verify(pipeline);

        assertThat(shortened.verified()).isTrue();
        assertThat(shortened.notes())
                .contains(
                        "topic out-c-flat has lost records to retention or compaction: what it holds of output flat cannot be"
                                + " compared with the ledger");
        assertThat(deleted.findings()).containsExactly("topic out-c-flat does not exist");
        assertThat(emptied.findings())
                .containsExactly(
                        "out-c partition 0, output flat: topic out-c-flat lacks the records of offsets 0 to 2");
        assertThat(emptied.verified()).isFalse();
    }

    @Test
    void refusesATopicWithAnotherNumberOfPartitions(TestStack stack) {
        stack.topic("out-d", 1).send(List.of("1,,a,1"));
        stack.topic("out-d-typed", 3);

        assertThatThrownBy(() -> stack.runToEnd(pipeline(PIPELINE, "out-d")))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "Cannot send to topic out-d-typed, it has 3 partitions and the file says 2. Correct partitions in"
                                + " the file, or leave it out");
    }

    @Test
    void countsForATopicThatIsAddedLaterWhatIsReadFromThenOn(TestStack stack) {
        TestTopic topic = stack.topic("out-e", 1);
        topic.send(List.of("1,,a,1", "2,,b,1"));
        stack.runToEnd(pipeline(PIPELINE, "out-e"));
        topic.send(List.of("3,,c,1"));
        Pipeline more = pipeline(PIPELINE + "  late: { topic: NAME-late, from: clicks }\n", "out-e");

        stack.runToEnd(more);

        VerifyReport report = stack.engine().verify(more);
        assertThat(report.findings()).isEmpty();
        assertThat(report.accounts())
                .filteredOn(account -> account.output().equals("late"))
                .extracting(account -> List.of(account.from(), account.until(), account.stored()))
                .containsExactly(List.of(2L, 3L, 1L));
        assertThat(records(stack, "out-e-late", 1)).hasSize(1);
    }

    static List<ConsumerRecord<byte[], byte[]>> records(TestStack stack, String topic, int partitions) {
        return new TestTopic(stack.broker().bootstrapServers(), topic, partitions).read();
    }

    private static List<String> values(TestStack stack, String topic, int partitions) {
        List<String> values = new ArrayList<>();
        records(stack, topic, partitions)
                .forEach(record -> values.add(text(record.key()) + ": " + text(record.value())));
        return values;
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return LineageHeaders.find(record.headers(), name);
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static Pipeline pipeline(String yaml, String name) {
        return TestStack.pipeline(yaml.replace("NAME", name).replace("TABLE", name.replace('-', '_')));
    }
}
