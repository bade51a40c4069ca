package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.engine.commit.Failpoint;
import io.penstock.engine.kafka.LineageHeaders;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Kills drivers that send to a topic: every row arrives at least once, and exactly once in the table beside it. */
@ExtendWith(TestStack.Extension.class)
class TopicKillIT {

    private static final String PIPELINE =
            """
            pipeline: sent
            sources:
              numbers:
                kafka: { topic: sent, max-records-per-batch: 500 }
                decode: { csv: { schema: "n BIGINT" } }
            views:
              odd: SELECT n FROM numbers WHERE n % 2 = 1
            outputs:
              odd-table: { table: sent.odd, from: odd }
              odd-topic: { topic: sent-odd, from: odd, key: n, partitions: 2 }
            trigger: 100 ms
            """;

    private static final int RECORDS = 3_000;

    @TempDir
    Path folder;

    @AfterEach
    void bringTheBrokerBack(TestStack stack) {
        stack.broker().start();
    }

    @BeforeAll
    static void prepareDrivers(TestStack stack) {
        EngineProcess.prepare(stack.settings());
    }

    @Test
    void sendsEveryRowAtLeastOnceWhenKilledAtEachStep(TestStack stack) throws IOException {
        // given
        stack.topic("sent", 2).send(numbers());
        Path file = Files.writeString(folder.resolve("sent.yaml"), PIPELINE);

        // when
        Map<Failpoint, Integer> kills = new TreeMap<>(Map.of(
                Failpoint.TASK_WRITTEN, 2, // a task has sent, its batch is not prepared: it sends again
                Failpoint.COMPUTED, 1, // all tasks have sent
                Failpoint.PREPARED, 2, // completed from its record: does not send again
                Failpoint.TABLES_COMMITTED, 1,
                Failpoint.LEDGER_WRITTEN, 2));
        kills.forEach((failpoint, n) -> {
            try (EngineProcess driver = EngineProcess.runTo(failpoint, n, stack.settings(), file)) {
                assertThat(driver.exitStatus())
                        .as("exit at %s, having said %s", failpoint, driver.said())
                        .isEqualTo(Failpoint.EXIT_STATUS);
            }
        });
        Pipeline pipeline = TestStack.pipeline(PIPELINE);
        stack.runToEnd(pipeline);

        // then
        Map<String, Integer> sent = sent(stack, "sent-odd");
        List<String> stored = stored(stack, "sent.odd");
        assertThat(stored).hasSize(RECORDS / 2).doesNotHaveDuplicates();
        assertThat(sent.keySet()).containsExactlyInAnyOrderElementsOf(stored);
        assertThat(sent.values()).as("times that rows were sent").contains(1).anyMatch(times -> times > 1);
        stack.verified(pipeline);
    }

    @Test
    void losesNothingWhenTheBrokerIsKilledAndComesBackAtOnce(TestStack stack) {
        TestTopic topic = stack.topic("sent-back", 2);
        Pipeline pipeline = TestStack.pipeline(
                PIPELINE.replace("sent", "sent-back").replace("table: sent-back", "table: sent_back"));

        Traffic.during(topic, 400, n -> String.valueOf(n).getBytes(StandardCharsets.UTF_8), () -> {
            try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
                Awaitility.await("batches of a run")
                        .atMost(TestStack.LIMIT)
                        .until(() -> run.status().batches() >= 2);
                stack.broker().kill();
                stack.broker().start();
                Throwable end = catchThrowable(() -> run.awaitCaughtUp(TestStack.LIMIT));
                assertThat(end).satisfiesAnyOf(survived -> assertThat(survived).isNull(), failed -> assertThat(failed)
                        .isInstanceOf(UnavailableException.class));
            }
        });
        stack.runToEnd(pipeline);

        stack.verified(pipeline);
        assertThat(sent(stack, "sent-back-odd").keySet())
                .containsExactlyInAnyOrderElementsOf(stored(stack, "sent_back.odd"));
    }

    /** How often the topic has a record of each source record. */
    private static Map<String, Integer> sent(TestStack stack, String topic) {
        Map<String, Integer> sent = new HashMap<>();
        TopicOutputIT.records(stack, topic, 2)
                .forEach(record -> sent.merge(
                        LineageHeaders.find(record.headers(), LineageHeaders.PARTITION) + "-"
                                + LineageHeaders.find(record.headers(), LineageHeaders.OFFSET),
                        1,
                        Integer::sum));
        return sent;
    }

    private static List<String> stored(TestStack stack, String table) {
        return stack.sql("SELECT concat(_kafka_partition, '-', _kafka_offset) FROM " + table).stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static List<String> numbers() {
        return IntStream.range(0, RECORDS)
                .mapToObj(n -> String.valueOf(n / 2)) // both of a number's records lie in different partitions
                .toList();
    }
}
