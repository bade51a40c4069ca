package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.sql.SqlException;
import io.penstock.pipeline.Pipeline;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code topics.<name>}: what is in a topic, as SQL. */
@ExtendWith(TestStack.Extension.class)
class TopicSqlIT {

    private static final String SCHEMA = "n BIGINT NOT NULL, url STRING";

    private static Pipeline pipeline(String name, String topic, String decode) {
        return TestStack.pipeline(
                """
                pipeline: %s
                sources:
                  clicks:
                    kafka: { topic: %s }
                    decode: %s
                outputs:
                  table: { table: unused.t, from: clicks }
                """
                        .formatted(name, topic, decode));
    }

    private static Pipeline csv(String name, String topic) {
        return pipeline(name, topic, "{ csv: { schema: \"" + SCHEMA + "\" } }");
    }

    @Test
    void showsDecodedRecordsWithTheirPlaceAndWhatCannotBeDecodedWithTheReason(TestStack stack) {
        TestTopic topic = stack.topic("sql-topic.shown", 1);
        topic.send(Arrays.asList("1,/a", "two,/b", null, "4,"));

        try (SqlRows sql = new SqlRows(stack, csv("sql-shown", topic.name()))) {
            assertThat(sql.columns("SELECT * FROM topics.sql_topic_shown"))
                    .containsExactly(
                            "n",
                            "url",
                            "_kafka_topic",
                            "_kafka_partition",
                            "_kafka_offset",
                            "_kafka_timestamp",
                            "_rejection");
            assertThat(sql.rows("SELECT n, url, _kafka_topic, _kafka_partition, _kafka_offset, _rejection"
                            + " FROM topics.sql_topic_shown ORDER BY _kafka_offset"))
                    .containsExactly(
                            Arrays.asList(1L, "/a", "sql-topic.shown", 0L, 0L, null),
                            Arrays.asList(
                                    null,
                                    null,
                                    "sql-topic.shown",
                                    0L,
                                    1L,
                                    "type: column 'n' is not a valid BIGINT: 'two'"),
                            Arrays.asList(
                                    null,
                                    null,
                                    "sql-topic.shown",
                                    0L,
                                    2L,
                                    "no-value: record has no value (a tombstone)"),
                            Arrays.asList(4L, "", "sql-topic.shown", 0L, 3L, null));
            // NOT NULL of the schema holds for good records only
            assertThat(sql.number("SELECT count(*) FROM topics.`sql-topic.shown` WHERE n IS NULL"))
                    .isEqualTo(2);
            assertThat(sql.number("SELECT count(*) FROM topics.sql_shown__clicks"))
                    .isEqualTo(4);
            assertThat(sql.rows("SELECT _kafka_timestamp > '2026-01-01' FROM topics.sql_topic_shown LIMIT 1"))
                    .containsExactly(List.of(true));
        }
    }

    @Test
    void isFoundByShowAndDescribe(TestStack stack) {
        try (SqlRows sql = new SqlRows(
                stack,
                csv("found-first", "found.topic"),
                csv("found-second", "found.topic"),
                csv("found-third", "other-topic"),
                pipeline("found-fourth", "other-topic", "{ json: { schema: \"n BIGINT\" } }"),
                csv("found-fifth", "a-b"),
                csv("found-sixth", "a.b"))) {
            assertThat(sql.rows("SHOW NAMESPACES")).contains(List.of("topics"), List.of("ledger"));
            assertThat(sql.rows("SHOW TABLES IN topics"))
                    .containsExactly(
                            List.of("topics", "a-b", false),
                            List.of("topics", "a.b", false),
                            List.of("topics", "found_fourth__clicks", false),
                            List.of("topics", "found_third__clicks", false),
                            List.of("topics", "found_topic", false));
            assertThat(sql.rows("DESCRIBE topics.found_topic"))
                    .startsWith(
                            Arrays.asList("n", "bigint", null),
                            Arrays.asList("url", "string", null),
                            Arrays.asList("_kafka_topic", "string", null))
                    .endsWith(Arrays.asList("_rejection", "string", null));
            assertThat(sql.rows("DESCRIBE EXTENDED topics.found_topic").toString())
                    .contains("the newest 100,000 offsets of each partition of topic found.topic");
            assertThat(sql.rows("DESCRIBE topics.found_fourth__clicks")).hasSize(6);
        }
    }

    @Test
    void saysWhichNamesThereAreWhereOneIsNotEnough(TestStack stack) {
        try (SqlRows sql = new SqlRows(
                stack,
                csv("by-csv", "two-ways"),
                pipeline("by-json", "two-ways", "{ json: { schema: \"n BIGINT\" } }"),
                csv("dash", "same-name"),
                csv("dot", "same.name"))) {
            for (String name : List.of("two_ways", "`two-ways`")) {
                assertThatThrownBy(() -> sql.rows("SELECT * FROM topics." + name))
                        .isInstanceOf(SqlException.class)
                        .hasMessage("Cannot read topics.%s, pipelines decode the topic in different ways: choose one of"
                                        .formatted(name.replace("`", ""))
                                + " topics.by_csv__clicks, topics.by_json__clicks")
                        .returns(SqlException.Kind.INVALID, e -> ((SqlException) e).kind());
            }
            assertThatThrownBy(() -> sql.rows("SELECT * FROM topics.same_name"))
                    .isInstanceOf(SqlException.class)
                    .hasMessage("Cannot read topics.same_name, several topics can be written like this: choose one of"
                            + " topics.`same-name`, topics.`same.name`");
        }
    }

    @Test
    void saysThatNoPipelineReadsATopicOrThatKafkaHasNone(TestStack stack) {
        stack.topic("sql-unread", 1);
        try (SqlRows sql = new SqlRows(stack, csv("sql-missing", "sql-missing"))) {
            assertThatThrownBy(() -> sql.rows("SELECT * FROM topics.`sql-unread`"))
                    .isInstanceOf(SqlException.class)
                    .hasMessage(
                            "Cannot read topics.sql-unread, no deployed pipeline reads a topic of that name, so nothing"
                                    + " says how its records are decoded: deploy one that does with `penstock apply`, or see what"
                                    + " there is with SHOW TABLES IN topics");
            assertThatThrownBy(() -> sql.rows("SELECT * FROM topics.sql_missing"))
                    .isInstanceOf(SqlException.class)
                    .hasMessage("Cannot read topics.sql_missing, Kafka at %s has no topic of that name: sql-missing"
                            .formatted(stack.broker().bootstrapServers()))
                    .returns(SqlException.Kind.FAILED, e -> ((SqlException) e).kind());
        }
    }

    @Test
    void readsTheNewestOffsetsOfEachPartitionOrOfWhatTheConditionsLeave(TestStack stack) {
        TestTopic topic = stack.topic("sql-bound", 2);
        topic.send(IntStream.range(0, 200_100).mapToObj(n -> n + ",/a").toList());

        try (SqlRows sql = new SqlRows(stack, csv("sql-bound", topic.name()))) {
            assertThat(sql.rows("SELECT _kafka_partition, count(*), min(_kafka_offset), max(_kafka_offset)"
                            + " FROM topics.sql_bound GROUP BY 1 ORDER BY 1"))
                    .containsExactly(List.of(0L, 100_000L, 50L, 100_049L), List.of(1L, 100_000L, 50L, 100_049L));
            assertThat(sql.rows("SELECT n FROM topics.sql_bound WHERE _kafka_offset BETWEEN 1 AND 2 ORDER BY n"))
                    .containsExactly(List.of(2L), List.of(3L), List.of(4L), List.of(5L));
            assertThat(sql.rows("SELECT n FROM topics.sql_bound WHERE _kafka_partition = 1 AND _kafka_offset < 1"))
                    .containsExactly(List.of(1L));
            assertThat(sql.number("SELECT count(*) FROM topics.sql_bound WHERE _kafka_partition IN (1, 7)"))
                    .isEqualTo(100_000);
            assertThat(sql.rows(
                            "SELECT a.n FROM topics.sql_bound AS a JOIN topics.sql_bound AS b USING (_kafka_partition)"
                                    + " WHERE a._kafka_offset = 7 AND b._kafka_offset = 9 AND a._kafka_partition = 0"))
                    .containsExactly(List.of(14L));
        }
    }

    @Test
    void findsRecordsByTimeAlsoWhereTimesDoNotRise(TestStack stack) {
        TestTopic topic = stack.topic("sql-times", 1);
        long[] seconds = {10, 50, 20, 40, 30};
        try (KafkaProducer<byte[], byte[]> producer = producer(topic, Map.of())) {
            for (int n = 0; n < seconds.length; n++) {
                TestTopic.await(producer.send(new ProducerRecord<>(
                        topic.name(), 0, seconds[n] * 1_000, null, (n + ",/a").getBytes(StandardCharsets.UTF_8))));
            }
        }

        try (SqlRows sql = new SqlRows(stack, csv("sql-times", topic.name()))) {
            assertThat(sql.rows("SELECT n FROM topics.sql_times WHERE _kafka_timestamp < '1970-01-01 00:00:40'"))
                    .containsExactly(List.of(0L), List.of(2L), List.of(4L));
            assertThat(sql.rows(
                            "SELECT n FROM topics.sql_times WHERE _kafka_timestamp BETWEEN '1970-01-01 00:00:20' AND"
                                    + " '1970-01-01 00:00:40'"))
                    .containsExactly(List.of(2L), List.of(3L), List.of(4L));
            assertThat(sql.number("SELECT count(*) FROM topics.sql_times WHERE _kafka_timestamp > '1900-01-01'"))
                    .isEqualTo(5);
            assertThat(sql.number("SELECT count(*) FROM topics.sql_times WHERE _kafka_timestamp < '1900-01-01'"))
                    .isZero();
            assertThat(sql.number("SELECT count(*) FROM topics.sql_times WHERE _kafka_timestamp > '9999-01-01'"))
                    .isZero();
            assertThat(sql.number("SELECT count(*) FROM topics.sql_times WHERE _kafka_offset >= 4 OR n = 0"))
                    .isEqualTo(2);
        }
    }

    @Test
    void showsCommittedRecordsAndNothingElse(TestStack stack) {
        TestTopic topic = stack.topic("sql-committed", 1);
        try (KafkaProducer<byte[], byte[]> producer = producer(topic, Map.of("transactional.id", "sql-committed"));
                SqlRows sql = new SqlRows(stack, csv("sql-committed", topic.name()))) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, topic, "1,/a", "2,/b");
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, topic, "3,/aborted");
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, topic, "4,/c");
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, topic, "5,/open");

            assertThat(sql.rows("SELECT n, _kafka_offset FROM topics.sql_committed ORDER BY 2"))
                    .containsExactly(List.of(1L, 0L), List.of(2L, 1L), List.of(4L, 5L));
            producer.commitTransaction();
            assertThat(sql.number("SELECT max(n) FROM topics.sql_committed")).isEqualTo(5);
        }
    }

    @Test
    void letsAColumnOfTheSourceHideThatOfThePlace(TestStack stack) {
        TestTopic topic = stack.topic("sql-hidden", 1);
        topic.send(List.of("1,mine", "2,yours"));
        Pipeline pipeline = pipeline(
                "sql-hidden", topic.name(), "{ csv: { schema: \"_kafka_timestamp INT, _REJECTION STRING\" } }");

        try (SqlRows sql = new SqlRows(stack, pipeline)) {
            assertThat(sql.rows("SELECT * FROM topics.sql_hidden WHERE _kafka_timestamp > 1"))
                    .containsExactly(List.of(2L, "yours", "sql-hidden", 0L, 1L));
        }
    }

    @Test
    void givesMetadataColumnsAndRawRecords(TestStack stack) {
        TestTopic topic = stack.topic("sql-raw", 1);
        topic.send(List.of("1,/a"));
        Pipeline raw = pipeline("sql-raw", topic.name(), "{ raw: {} }");

        try (SqlRows sql = new SqlRows(stack, raw)) {
            assertThat(sql.rows("SELECT CAST(value AS STRING), _rejection FROM topics.sql_raw"))
                    .containsExactly(Arrays.asList("1,/a", null));
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(TestTopic topic, Map<String, Object> further) {
        Map<String, Object> settings = new HashMap<>(further);
        settings.put("bootstrap.servers", topic.bootstrapServers());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, TestTopic topic, String... values) {
        for (String value : values) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            TestTopic.await(producer.send(new ProducerRecord<>(topic.name(), 0, null, bytes)));
        }
    }
}
