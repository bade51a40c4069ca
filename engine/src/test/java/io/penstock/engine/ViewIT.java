package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Views that need more than one row: windows, joins and unions on a real broker, each row counted where it goes. */
@ExtendWith(TestStack.Extension.class)
class ViewIT {

    private static final long START = 1_700_000_040_000L; // the beginning of a minute
    private static final long MINUTE = 60_000;

    @Test
    void writesAWindowOnceItIsClosedAndKeepsLateRowsAside(TestStack stack) {
        TestTopic topic = stack.topic("windows", 2);
        Pipeline pipeline = TestStack.pipeline(windows("windows", ""));
        // two minutes, then one row far ahead that closes them
        topic.send(List.of(click(0, "a"), click(1_000, "a"), click(61_000, "b"), "broken", click(10 * MINUTE, "a")));
        RunStatus first = stack.runToEnd(pipeline);
        // a row of the first minute, behind the watermark, and one that is not
        topic.send(List.of(click(2_000, "late"), click(10 * MINUTE + 1, "b")));
        RunStatus second = stack.runToEnd(pipeline);

        assertThat(windows(stack, "windows")).containsExactly("0 a 2", "1 b 1");
        assertThat(first.records()).isEqualTo(5);
        assertThat(first.deadLetters()).isEqualTo(1);
        assertThat(first.late()).isZero();
        assertThat(second.records()).isEqualTo(7);
        assertThat(second.late()).isEqualTo(1);
        assertThat(stack.sql("SELECT source, view, topic, CAST(value AS STRING), delay_ms FROM late.windows"))
                .extracting(Row::toString)
                .containsExactly("[clicks,hits,windows,%d,late,%d]"
                        .formatted(START + 2_000, 8 * MINUTE - 2_000)
                        .replace(",late,", ",late,"));
        assertThat(stack.sql("SELECT source, CAST(value AS STRING), output FROM dead_letters.windows"))
                .extracting(Row::toString)
                .containsExactly("[clicks,broken,null]");
    }

    private static String click(long millis, String url) {
        return (START + millis) + "," + url;
    }

    /** Minute, url and hits of each row, sorted. */
    private static List<String> windows(TestStack stack, String namespace) {
        List<String> rows = new ArrayList<>();
        stack.sql("SELECT (unix_millis(minute.start) - %dL) DIV 60000, url, hits FROM %s.hits ORDER BY 1, 2"
                        .formatted(START, namespace))
                .forEach(row -> rows.add(row.get(0) + " " + row.get(1) + " " + row.get(2)));
        return rows;
    }

    private static String windows(String name, String source) {
        return """
        pipeline: %1$s
        sources:
          clicks:
            kafka: { topic: %1$s }
            decode: { csv: { schema: "time TIMESTAMP, url STRING", timestamp-format: epoch-millis } }
            event-time: time
            watermark: 2 minutes
            %2$s
        views:
          hits: SELECT window(time, '1 minute') AS minute, url, count(*) AS hits FROM clicks GROUP BY 1, 2
        outputs:
          hits-table: { table: %1$s.hits, from: hits }
        trigger: available-now
        """
                .formatted(name, source);
    }
}
