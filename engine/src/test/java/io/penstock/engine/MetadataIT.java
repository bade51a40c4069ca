package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.DeadLetters.Filter;
import io.penstock.engine.DeadLetters.ReplayReport;
import io.penstock.pipeline.Pipeline;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Key, headers, timestamp and place of a record as columns. */
@ExtendWith(TestStack.Extension.class)
class MetadataIT {

    private static final long SENT = 1_700_000_000_123L;

    private static final String PIPELINE =
            """
            pipeline: NAME
            sources:
              clicks:
                kafka: { topic: NAME }
                decode: { csv: { schema: url STRING } }
                metadata:
                  ip: key as STRING
                  trace: header('trace-id') as STRING
                  all_headers: headers
                  sent: timestamp
                  place: offset
                event-time: sent
                expect:
                  - { name: has-ip, check: ip IS NOT NULL }
            views:
              traced: SELECT ip, trace, size(all_headers) AS n FROM clicks WHERE trace IS NOT NULL
            outputs:
              all: { table: metadata.TABLE_all, from: clicks, partition-by: [days(sent)] }
              traced: { table: metadata.TABLE_traced, from: traced }
            """;

    @Test
    void storesKeyHeadersTimestampAndPlaceWithTheRow(TestStack stack) {
        send(stack, "metadata-a");
        Pipeline pipeline = pipeline(PIPELINE, "metadata-a");

        stack.runToEnd(pipeline);

        assertThat(stack.sql(
                        "SELECT url, ip, trace, all_headers.key, CAST(all_headers[1].value AS STRING), unix_millis(sent),"
                                + " place, _kafka_offset FROM metadata.metadata_a_all ORDER BY place"))
                .extracting(Row::toString)
                .containsExactly(
                        "[/0,10.0.0.1,t-2,ArraySeq(trace-id, trace-id),t-2," + SENT + ",0,0]",
                        "[/1,10.0.0.2,null,null,null," + SENT + ",1,1]");
        assertThat(stack.sql("SELECT * FROM metadata.metadata_a_traced"))
                .extracting(Row::toString)
                .containsExactly("[10.0.0.1,t-2,2,metadata-a,0,0]");
        assertThat(stack.sql("SELECT offset, stage, rule, reason FROM dead_letters.metadata_a ORDER BY 1"))
                .extracting(Row::toString)
                .containsExactly(
                        "[2,expectation,has-ip,the check is false]",
                        "[3,decode,utf-8,column 'ip', taken from the key, is not UTF-8 at byte 0: C3 28]");
        assertThat(stack.engine().verify(pipeline).findings()).isEmpty();
        assertThat(stack.engine().verify(pipeline).verified()).isTrue();
    }

    @Test
    void computesTheSameColumnsWhenADeadLetterIsReplayed(TestStack stack) {
        send(stack, "metadata-b");
        stack.runToEnd(pipeline(PIPELINE, "metadata-b"));
        Pipeline lenient = pipeline(
                PIPELINE.replace("ip: key as STRING", "bytes: key")
                        .replace("ip IS NOT NULL", "url IS NOT NULL")
                        .replace("SELECT ip,", "SELECT hex(bytes) AS ip,")
                        .replace("from: clicks,", "from: shown,")
                        .replace(
                                "views:",
                                "views:\n  shown: SELECT url, hex(bytes) AS ip, trace, all_headers, sent, place FROM clicks"),
                "metadata-b");

        ReplayReport report = stack.engine().deadLetters(lenient).replay(Filter.ALL);

        assertThat(report).isEqualTo(new ReplayReport(2, 2, 0, 0, 3));
        assertThat(stack.sql(
                        "SELECT url, ip, trace, unix_millis(sent), place, _kafka_offset FROM metadata.metadata_b_all"
                                + " WHERE place > 1 ORDER BY place"))
                .extracting(Row::toString)
                .containsExactly("[/2,null,null," + SENT + ",2,2]", "[/3,C328,t-3," + SENT + ",3,3]");
        assertThat(stack.sql("SELECT ip, trace, n FROM metadata.metadata_b_traced WHERE _kafka_offset = 3"))
                .extracting(Row::toString)
                .containsExactly("[C328,t-3,1]");
        assertThat(stack.engine().verify(lenient).findings()).isEmpty();
    }

    private static void send(TestStack stack, String name) {
        TestTopic topic = stack.topic(name, 1);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", topic.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : List.of(
                    with(record(name, bytes("10.0.0.1"), "/0"), "t-1", "t-2"),
                    record(name, bytes("10.0.0.2"), "/1"),
                    record(name, null, "/2"),
                    with(record(name, new byte[] {(byte) 0xC3, 0x28}, "/3"), "t-3"))) {
                TestTopic.await(producer.send(record));
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, byte @Nullable [] key, String value) {
        return new ProducerRecord<>(topic, 0, SENT, key, bytes(value));
    }

    private static ProducerRecord<byte[], byte[]> with(ProducerRecord<byte[], byte[]> record, String... traces) {
        for (String trace : traces) {
            record.headers().add("trace-id", bytes(trace));
        }
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Pipeline pipeline(String yaml, String name) {
        return TestStack.pipeline(yaml.replace("NAME", name).replace("TABLE", name.replace('-', '_')));
    }
}
