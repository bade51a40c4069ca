package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestStack.Extension.class)
class KafkaToTableIT {

    @Test
    void storesEveryGoodRecordOnceAndKeepsEveryBadOneWithItsReason(TestStack stack) {
        // given
        TestTopic topic = stack.topic("clicks-a", 2);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            values.add("1700000000%03d,%d,www.example%d.com,192.168.2.%d".formatted(i, i, i, i));
        }
        values.add("1700000000000,not-a-number,www.example.com,192.168.2.1");
        values.add("1700000000000,1");
        values.add(null);
        topic.send(values);
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: clicks-a
                sources:
                  clicks:
                    kafka: { topic: clicks-a }
                    decode:
                      csv:
                        schema: recordtime TIMESTAMP, eventid BIGINT, url STRING, ip STRING
                        timestamp-format: epoch-millis
                    event-time: recordtime
                    expect:
                      - { name: not-nine, check: eventid <> 9, on-violation: dead-letter }
                      - { name: not-ten, check: eventid <> 10, on-violation: drop }
                views:
                  odd: SELECT eventid, upper(url) AS url FROM clicks WHERE eventid % 2 = 1
                  halves: SELECT eventid, explode(array(eventid, -eventid)) AS half, 10 / (eventid - 50) AS ratio FROM odd_or_even
                  odd-or-even: SELECT * FROM clicks
                outputs:
                  clicks-table: { table: a.clicks, from: clicks, partition-by: [days(recordtime)] }
                  odd-table: { table: a.odd, from: odd }
                  halves-table: { table: a.halves, from: halves }
                """);

        // when
        RunStatus status = stack.runToEnd(pipeline);

        // then
        assertThat(status.records()).isEqualTo(103);
        assertThat(stack.count("a.clicks")).isEqualTo(98);
        assertThat(stack.count("a.odd")).isEqualTo(49);
        assertThat(stack.count("a.halves")).isEqualTo(2 * 97);
        List<Row> dead =
                stack.sql("SELECT stage, rule, output, reason FROM dead_letters.clicks_a ORDER BY stage, rule, reason");
        assertThat(dead)
                .extracting(
                        row -> row.getString(0), row -> row.getString(1), row -> row.getString(2), row -> row.getString(
                                        3)
                                .split("\\. ")[0])
                .containsExactly(
                        tuple("decode", "column-count", null, "has 2 columns, expected 4"),
                        tuple("decode", "no-value", null, "record has no value (a tombstone)"),
                        tuple("decode", "type", null, "column 'eventid' is not a valid BIGINT: 'not-a-number'"),
                        tuple("expectation", "not-nine", null, "the check is false"),
                        tuple("view", "halves", "halves-table", "[DIVIDE_BY_ZERO] Division by zero"));
        assertThat(stack.sql("SELECT eventid, half, _kafka_partition, _kafka_offset, _kafka_row FROM a.halves"
                        + " WHERE eventid = 6 ORDER BY half DESC"))
                .extracting(Row::toString)
                .containsExactly("[6,6,0,3,0]", "[6,-6,0,3,1]");
        VerifyReport report = stack.verified(pipeline);
        assertThat(report.accounts()).hasSize(2 * 3);
    }
}
