package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(dead).hasSize(5);
        dead.forEach(System.out::println);
        stack.sql("SELECT * FROM a.halves ORDER BY _kafka_partition, _kafka_offset, _kafka_row LIMIT 6").forEach(System.out::println);
    }
}
