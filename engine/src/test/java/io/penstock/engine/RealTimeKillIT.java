package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.commit.Failpoint;
import io.penstock.engine.kafka.LineageHeaders;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Kills drivers in real time: every row arrives at least once, every dead letter exactly once, and the account closes. */
@ExtendWith(TestStack.Extension.class)
class RealTimeKillIT {

    private static final String PIPELINE =
            """
            pipeline: hot
            sources:
              numbers:
                kafka: { topic: hot }
                decode: { csv: { schema: "n BIGINT" } }
                expect:
                  - { name: positive, check: n >= 0, on-violation: dead-letter }
            views:
              odd: SELECT n FROM numbers WHERE n % 2 = 1
            outputs:
              odd: { topic: hot-odd, from: odd, key: n }
            trigger: realtime 5 seconds
            """;

    private static final int RECORDS = 100; // before each start; every fifth is a dead letter

    @TempDir
    Path folder;

    @BeforeAll
    static void prepareDrivers(TestStack stack) {
        EngineProcess.prepare(stack.settings());
    }

    @Test
    void losesNothingAndCountsNothingTwiceWhenKilledAtEachStep(TestStack stack) throws IOException {
        // given
        TestTopic topic = stack.topic("hot", 2);
        Path file = Files.writeString(folder.resolve("hot.yaml"), PIPELINE);

        // when
        Map<Failpoint, Integer> kills = new TreeMap<>(Map.of(
                Failpoint.TASK_WRITTEN, 1, // a task has sent, its batch is not prepared: it sends again
                Failpoint.COMPUTED, 1, // all tasks have sent
                Failpoint.PREPARED, 1, // completed from its record, though Spark has never heard of the batch
                Failpoint.DEAD_LETTERS_COMMITTED, 2,
                Failpoint.LEDGER_WRITTEN, 1));
        kills.forEach((failpoint, n) -> {
            topic.send(numbers());
            try (EngineProcess driver = EngineProcess.runTo(failpoint, n, stack.settings(), file)) {
                assertThat(driver.exitStatus())
                        .as("exit at %s, having said %s", failpoint, driver.said())
                        .isEqualTo(Failpoint.EXIT_STATUS);
            }
        });
        topic.send(numbers());
        Pipeline pipeline = TestStack.pipeline(PIPELINE);
        stack.runToEnd(pipeline);

        // then
        int all = RECORDS * (kills.size() + 1);
        Map<String, Integer> sent = sent(stack);
        assertThat(sent).hasSize(all * 2 / 5);
        assertThat(sent.values()).as("times that rows were sent").contains(1).anyMatch(times -> times > 1);
        assertThat(stack.longs("SELECT count(DISTINCT partition, offset) FROM dead_letters.hot"))
                .containsExactly(all / 5L);
        assertThat(stack.count("dead_letters.hot")).isEqualTo(all / 5L);
        stack.verified(pipeline);
    }

    /** How often the topic has a record of each source record. */
    private static Map<String, Integer> sent(TestStack stack) {
        Map<String, Integer> sent = new HashMap<>();
        TopicOutputIT.records(stack, "hot-odd", 1)
                .forEach(record -> sent.merge(
                        LineageHeaders.find(record.headers(), LineageHeaders.PARTITION) + "-"
                                + LineageHeaders.find(record.headers(), LineageHeaders.OFFSET),
                        1,
                        Integer::sum));
        return sent;
    }

    /** Of five records, one is a dead letter, two are odd, and two are even. */
    private static List<String> numbers() {
        return IntStream.range(0, RECORDS)
                .mapToObj(n -> n % 5 == 0 ? "-1" : String.valueOf(n % 5))
                .toList();
    }
}
