package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.kafka.LineageHeaders;
import io.penstock.pipeline.Pipeline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pipelines in real time: what is sent, when, and what their account says. */
@ExtendWith(TestStack.Extension.class)
class RealTimeIT {

    private static final String PIPELINE =
            """
            pipeline: NAME
            sources:
              clicks:
                kafka: { topic: NAME }
                decode: { csv: { schema: "id BIGINT, url STRING" } }
                expect:
                  - { name: has-url, check: length(url) > 0, on-violation: dead-letter }
                  - { name: wanted, check: id <> 4, on-violation: drop }
            views:
              parts: SELECT id, 100 DIV (id - 5) AS share, explode(split(url, '/')) AS part FROM clicks WHERE id <> 2
            outputs:
              all: { topic: NAME-all, from: clicks, key: id }
              parts: { topic: NAME-parts, from: parts, key: part, format: csv }
            """;

    private static final String MINUTES = "trigger: realtime 2 minutes\n";

    /** Good ones, one that no view takes, and every way to the dead letters. */
    private static final List<String> CLICKS = List.of("1,a/b", "2,c", "three,d", "4,e", "5,f", "6,", "7,g/h/i");

    @Test
    void sendsRecordsLongBeforeTheirBatchEndsAndAccountsForThemWhenItIsStopped(TestStack stack) {
        TestTopic topic = stack.topic("rt-now", 2);
        Pipeline pipeline = pipeline("rt-now", MINUTES);

        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            topic.send(CLICKS);
            awaitRecords(stack, "rt-now-all", 4);
            awaitRecords(stack, "rt-now-parts", 5);
            assertThat(run.status().batches()).isZero();
            topic.send(List.of("8,late"));
            awaitRecords(stack, "rt-now-all", 5);
            assertThat(run.status().batches()).isZero();

            long began = System.nanoTime();
            run.stop(TestStack.LIMIT);

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
            assertThat(run.status().state()).isEqualTo(RunStatus.State.STOPPED);
            assertThat(run.status().records()).isEqualTo(8);
            assertThat(run.status().deadLetters()).isEqualTo(3);
        }

        VerifyReport report = stack.verified(pipeline);
        assertThat(report.notes())
                .contains("output all is sent at least once: its account has the ledger's figures, and topic rt-now-all"
                        + " holds 5 records of 5 source offsets");
    }

    @Test
    void sendsWhatBatchesSendAndKeepsTheSameDeadLetters(TestStack stack) {
        stack.topic("rt-batch", 1).send(CLICKS);
        stack.topic("rt-same", 1).send(CLICKS);

        stack.runToEnd(pipeline("rt-batch", "trigger: 1 second\n"));
        runToEnd(stack, pipeline("rt-same", "trigger: realtime 5 seconds\n"));

        for (String output : List.of("all", "parts")) {
            List<String> sent = described(stack, "rt-same-" + output);
            assertThat(sent).isEqualTo(described(stack, "rt-batch-" + output)).isNotEmpty();
        }
        assertThat(deadLetters(stack, "rt_same"))
                .isEqualTo(deadLetters(stack, "rt_batch"))
                .hasSize(3);
    }

    @Test
    void goesOnWhereItWasAndChangesToBatchesAndBack(TestStack stack) {
        TestTopic topic = stack.topic("rt-on", 2);
        String[] triggers = {"trigger: realtime 5 seconds\n", "trigger: 1 second\n", "trigger: realtime 5 seconds\n"};

        for (int i = 0; i < triggers.length; i++) {
            topic.send(numbers(i * 100, 100));
            runToEnd(stack, pipeline("rt-on", triggers[i]));
        }

        assertThat(sentOffsets(stack, "rt-on-all", 1)).hasSize(300).doesNotHaveDuplicates();
        stack.verified(pipeline("rt-on", triggers[0]));
    }

    @Test
    void goesOnBehindRecordsThatAreGoneWhereTheFileSaysSoAndAccountsForThem(TestStack stack) {
        TestTopic topic = stack.topic("rt-gone", 1);
        topic.send(numbers(0, 5));
        Pipeline pipeline =
                TestStack.pipeline(PIPELINE.replace("topic: NAME }", "topic: NAME, on-data-loss: continue }")
                                .replace("NAME", "rt-gone")
                        + "trigger: realtime 5 seconds\n");
        runToEnd(stack, pipeline);
        topic.send(numbers(5, 5));
        topic.deleteRecords(8);

        runToEnd(stack, pipeline);

        assertThat(sentOffsets(stack, "rt-gone-all", 1)).hasSize(5 + 2).doesNotHaveDuplicates();
        VerifyReport report = stack.engine().verify(pipeline);
        assertThat(report.findings()).isEmpty();
        assertThat(report.accounts())
                .filteredOn(account -> account.output().equals("all"))
                .extracting(account -> List.of(account.from(), account.until(), account.holes()))
                .containsExactly(List.of(0L, 10L, 3L));
    }

    @Test
    void refusesATopicWithMorePartitionsThanThereAreTaskSlots(TestStack stack) {
        int slots = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        stack.topic("rt-wide", slots + 1);

        assertThatThrownBy(() -> stack.engine().start(pipeline("rt-wide", MINUTES), RunListener.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "Cannot run rt-wide in real time, its topics have %d partitions and Spark can run %d tasks at a"
                                        .formatted(slots + 1, slots)
                                + " time. Give it more (in a profile: executors and cores, or spark.master: local[%d]), or take"
                                        .formatted(slots + 1)
                                + " an interval as trigger");
    }

    private static Pipeline pipeline(String name, String trigger) {
        return TestStack.pipeline(PIPELINE.replace("NAME", name) + trigger);
    }

    private static void runToEnd(TestStack stack, Pipeline pipeline) {
        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            run.awaitCaughtUp(TestStack.LIMIT);
        }
    }

    private static void awaitRecords(TestStack stack, String topic, int count) {
        Awaitility.await("records in " + topic)
                .atMost(TestStack.LIMIT)
                .untilAsserted(() -> assertThat(sentOffsets(stack, topic, 1)).hasSize(count));
    }

    private static List<String> sentOffsets(TestStack stack, String topic, int partitions) {
        return TopicOutputIT.records(stack, topic, partitions).stream()
                .map(record -> header(record, LineageHeaders.PARTITION) + "-" + header(record, LineageHeaders.OFFSET)
                        + "-" + header(record, LineageHeaders.ROW))
                .toList();
    }

    /** Key, value and lineage of each record, but for names that differ. */
    private static List<String> described(TestStack stack, String topic) {
        List<String> described = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : TopicOutputIT.records(stack, topic, 1)) {
            described.add(new String(record.key(), StandardCharsets.UTF_8) + ": "
                    + new String(record.value(), StandardCharsets.UTF_8) + " of "
                    + header(record, LineageHeaders.PARTITION) + "-" + header(record, LineageHeaders.OFFSET) + "-"
                    + header(record, LineageHeaders.ROW));
        }
        return described;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return String.valueOf(LineageHeaders.find(record.headers(), name));
    }

    private static List<String> deadLetters(TestStack stack, String pipeline) {
        return stack
                .sql("SELECT offset, CAST(value AS STRING), stage, rule, output, reason FROM dead_letters." + pipeline
                        + " ORDER BY offset")
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static List<String> numbers(int from, int count) {
        return IntStream.range(from + 10, from + 10 + count)
                .mapToObj(n -> n + ",u")
                .toList();
    }
}
