package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.engine.commit.Failpoint;
import io.penstock.pipeline.BatchInput;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Batches over tables in the place of topics. */
@ExtendWith(TestStack.Extension.class)
class BatchTableIT {

    private static final long START = 1_700_000_040_000L; // the beginning of a minute

    private static final String YAML =
            """
            pipeline: NAME
            sources:
              clicks:
                kafka: { topic: TOPIC, partitions: 2, max-records-per-batch: 40 }
                decode:
                  csv:
                    schema: "time TIMESTAMP, url STRING, price DECIMAL(9,2), day DATE, raw BINARY, ok BOOLEAN, ms DOUBLE, n INT"
                    timestamp-format: epoch-micros
                metadata: { sent: timestamp, partition_: partition }
                event-time: time
                watermark: 2 minutes
                expect: [ { name: known, check: url <> '/unknown', on-violation: dead-letter } ]
            views:
              hits: SELECT window(time, '1 minute') AS minute, url, count(*) AS hits, sum(price) AS price FROM clicks GROUP BY 1, 2
            outputs:
              clicks-table: { table: NAME.clicks, from: clicks }
              hits-table: { table: NAME.hits, from: hits }
            trigger: 100 ms
            """;

    @TempDir
    private Path folder;

    @Test
    void givesTheTablesThatTheTopicHasGiven(TestStack stack) throws IOException {
        TestTopic topic = stack.topic("tablestream", 2);
        for (int part = 0; part < 5; part++) {
            List<String> records = new ArrayList<>();
            for (int n = 0; n < 50; n++) {
                records.add(click(part * 50 + n));
            }
            topic.send(records);
        }
        topic.send(List.of("broken", "0,/unknown,,,,,,"));
        stack.runToEnd(pipeline("tablestream", "tablestream"));
        topic.deleteRecords(100); // the table has what the topic has no more

        Pipeline batch = pipeline("tablebatch", "tablestream");
        RunStatus status = toEnd(stack.engine().startBatch(batch, input("tablestream.clicks"), RunListener.NONE));

        String columns = "SELECT time, url, price, day, hex(raw), ok, ms, n, sent, partition_ FROM ";
        assertThat(rows(stack, columns + "tablebatch.clicks"))
                .hasSize(250)
                .isEqualTo(rows(stack, columns + "tablestream.clicks"));
        assertThat(status.records()).isEqualTo(250);
        assertThat(status.batches()).isGreaterThan(5);
        Pipeline again = pipeline("tableagain", "tablestream");
        Path file = Files.writeString(folder.resolve("tableagain.yaml"), yaml("tableagain", "tablestream"));
        killAt(Failpoint.TASK_WRITTEN, 3, stack, file);
        stack.sql("INSERT INTO tablestream.clicks SELECT * FROM tablestream.clicks LIMIT 7"); // another snapshot
        killAt(Failpoint.TABLES_COMMITTED, 2, stack, file);
        toEnd(stack.engine().startBatch(again, BatchRange.ALL, RunListener.NONE)); // the snapshot is known

        String place = "SELECT time, url, _kafka_topic, _kafka_partition, _kafka_offset FROM ";
        assertThat(rows(stack, place + "tableagain.clicks"))
                .hasSize(250)
                .isEqualTo(rows(stack, place + "tablebatch.clicks"));
        assertThat(rows(stack, "SELECT DISTINCT _kafka_topic FROM tableagain.clicks"))
                .singleElement()
                .asString()
                .matches("\\[table:tablestream\\.clicks@\\d+\\]");
        String hits = "SELECT * FROM %s WHERE minute.start < timestamp_millis(%dL)";
        assertThat(rows(stack, hits.formatted("tableagain.hits", START + 60_000)))
                .hasSizeGreaterThan(2)
                .isEqualTo(rows(stack, hits.formatted("tablestream.hits", START + 60_000)));
        VerifyReport report = stack.verified(again);
        assertThat(report.notes()).anyMatch(note -> note.endsWith("computed a second time"));
    }

    @Test
    void refusesATableThatIsNone(TestStack stack) {
        Pipeline pipeline = pipeline("tablewrong", "tablewrong");
        stack.sql("CREATE TABLE default.tablewrong_few (url STRING)");
        stack.sql("CREATE TABLE default.tablewrong_deleted (time TIMESTAMP, url STRING, price DECIMAL(9,2), day DATE,"
                + " raw BINARY, ok BOOLEAN, ms DOUBLE, n INT, sent TIMESTAMP, partition_ INT)"
                + " TBLPROPERTIES ('write.delete.mode'='merge-on-read', 'format-version'='2')");
        String cannot = "Cannot run tablewrong as a batch, ";

        refused(stack, pipeline, "tablewrong.nowhere", cannot + "there is no Iceberg table tablewrong.nowhere");
        refused(stack, pipeline, "default.tablewrong_few", cannot + "table default.tablewrong_few is empty");
        stack.sql("INSERT INTO default.tablewrong_few VALUES ('/a')");
        refused(stack, pipeline, "default.tablewrong_few", cannot + "table default.tablewrong_few has no column time");
        stack.sql("INSERT INTO default.tablewrong_deleted (url, n)"
                + " SELECT /*+ COALESCE(1) */ * FROM VALUES ('/a', 1), ('/b', 2)");
        stack.sql("DELETE FROM default.tablewrong_deleted WHERE n = 1");
        refused(
                stack,
                pipeline,
                "default.tablewrong_deleted",
                cannot + "rows of table default.tablewrong_deleted were replaced or deleted since");
        assertThat(stack.state().resolve("tablewrong")).doesNotExist();
    }

    private void killAt(Failpoint failpoint, int n, TestStack stack, Path file) {
        BatchRange range = input("tablestream.clicks");
        try (EngineProcess driver = EngineProcess.batchTo(failpoint, n, stack.settings(), file, range)) {
            driver.assertKilledAt(failpoint);
        }
    }

    private static void refused(TestStack stack, Pipeline pipeline, String table, String message) {
        Throwable thrown = catchThrowable(() -> stack.engine().startBatch(pipeline, input(table), RunListener.NONE));
        assertThat(String.valueOf(thrown)).isEqualTo(RefusedException.class.getName() + ": " + message);
    }

    private static BatchRange input(String table) {
        return BatchRange.of(new BatchInput(Map.of("clicks", "table:" + table), false));
    }

    private static RunStatus toEnd(Run started) {
        try (Run run = started) {
            assertThat(run.awaitEnd(TestStack.LIMIT)).as("run ended").isTrue();
            assertThat(run.status().error()).isNull();
            return run.status();
        }
    }

    private static List<String> rows(TestStack stack, String query) {
        return stack.sql(query).stream().map(Objects::toString).sorted().toList();
    }

    private static String click(int n) {
        return "%d,/%d,%d.%02d,2026-01-%02d,%s,%s,%s,%s"
                .formatted(
                        (START + n * 1_000L) * 1_000 + n,
                        n % 3,
                        n,
                        n % 100,
                        n % 28 + 1,
                        n % 5 == 0 ? "" : "AP8=",
                        n % 2 == 0 ? "true" : "",
                        n / 7.0,
                        n % 4 == 0 ? "" : n);
    }

    private static Pipeline pipeline(String name, String topic) {
        return TestStack.pipeline(yaml(name, topic));
    }

    private static String yaml(String name, String topic) {
        return YAML.replace("NAME", name).replace("TOPIC", topic);
    }
}
