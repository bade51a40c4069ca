package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.profile.KafkaReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read of a topic: from where, how much at a time, and which offsets hold no record. Both readers keep to it. */
@ExtendWith(TestStack.Extension.class)
class TopicReadingIT {

    private static final long SEGMENT_MILLIS = 100;

    private static final long T = 1_700_000_000_000L; // 2023-11-14T22:13:20Z

    @ParameterizedTest
    @EnumSource
    void readsWhatIsCommittedAndCountsTheRestAsHoles(KafkaReader reader, TestStack shared) {
        TestStack stack = shared.with(reader);
        String name = Numbers.name("transactions", reader);
        // given two committed transactions, an aborted one between them, and one that is undecided
        TestTopic topic = stack.topic(name, 1);
        Pipeline pipeline = Numbers.pipeline(name, "");
        try (KafkaProducer<byte[], byte[]> producer = producer(topic, Map.of("transactional.id", "numbers"))) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, topic, 0, 10);
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, topic, 10, 20);
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, topic, 20, 30);
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, topic, 30, 40);
            producer.flush();

            // when
            stack.runToEnd(pipeline);

            // then
            assertThat(Numbers.stored(stack, name))
                    .containsExactlyElementsOf(join(Numbers.range(0, 10, 1), Numbers.range(20, 30, 1)));
            assertThat(assertVerified(stack, pipeline).accounts())
                    .extracting(VerifyReport.Account::holes)
                    .containsOnly(13L); // the aborted ones and three markers

            // and when the last one is decided
            producer.commitTransaction();
        }
        stack.runToEnd(pipeline);
        assertThat(stack.count(name + ".numbers")).isEqualTo(30);
        assertVerified(stack, pipeline);
    }

    @ParameterizedTest
    @EnumSource
    void readsACompactedTopicAndVerifiesItAlsoWhenItIsCompactedFurther(KafkaReader reader, TestStack shared) {
        TestStack stack = shared.with(reader);
        String name = Numbers.name("compacted", reader);
        // given keys that come again, compacted before the pipeline reads them
        Map<String, String> compaction = Map.of(
                "cleanup.policy",
                "compact",
                "segment.ms",
                Long.toString(SEGMENT_MILLIS),
                "min.cleanable.dirty.ratio",
                "0.01");
        TestTopic topic = TestTopic.create(stack.broker().bootstrapServers(), name, 1, compaction);
        sendKeyed(topic, 100, 10);
        awaitCompaction(topic, 100);
        Pipeline pipeline = Numbers.pipeline(name, "");

        // when
        stack.runToEnd(pipeline);

        // then
        long present = present(topic);
        assertThat(stack.count(name + ".numbers")).isEqualTo(present);
        assertThat(assertVerified(stack, pipeline).accounts())
                .extracting(VerifyReport.Account::holes)
                .containsOnly(100 - present);

        // and when records that are stored fall to compaction
        sendKeyed(topic, 100, 10);
        awaitCompaction(topic, present + 100);
        stack.runToEnd(pipeline);
        VerifyReport report = assertVerified(stack, pipeline);
        assertThat(report.notes()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void startsAtTheEndWhenToldToAndKeepsThatPlaceOverAStop(KafkaReader reader, TestStack shared) {
        TestStack stack = shared.with(reader);
        String name = Numbers.name("latest", reader);
        TestTopic topic = stack.topic(name, 2);
        Pipeline pipeline = Numbers.pipeline(name, ", starting-offsets: latest");
        topic.send(Numbers.values(0, 10));
        stack.runToEnd(pipeline);
        topic.send(Numbers.values(10, 10));

        stack.runToEnd(pipeline);

        assertThat(Numbers.stored(stack, name)).isEqualTo(Numbers.range(10, 20, 1));
        assertThat(assertVerified(stack, pipeline).accounts())
                .extracting(VerifyReport.Account::from)
                .containsOnly(5L);
    }

    @ParameterizedTest
    @EnumSource
    void startsAtATime(KafkaReader reader, TestStack shared) {
        TestStack stack = shared.with(reader);
        String name = Numbers.name("since", reader);
        TestTopic topic = stack.topic(name, 2);
        try (KafkaProducer<byte[], byte[]> producer = producer(topic, Map.of())) {
            for (int n = 0; n < 10; n++) { // the second partition has nothing that is young enough
                TestTopic.await(producer.send(record(topic, 0, T - 5_000 + n * 1_000, n)));
                TestTopic.await(producer.send(record(topic, 1, T - 60_000, 100 + n)));
            }
        }
        Pipeline pipeline = Numbers.pipeline(name, ", starting-offsets: 2023-11-14T22:13:20Z");

        stack.runToEnd(pipeline);

        assertThat(Numbers.stored(stack, name)).isEqualTo(Numbers.range(5, 10, 1));
        assertVerified(stack, pipeline);
    }

    @ParameterizedTest
    @EnumSource
    void readsPartitionsThatAreAddedWhileItRuns(KafkaReader reader, TestStack shared) {
        TestStack stack = shared.with(reader);
        String name = Numbers.name("growing", reader);
        TestTopic topic = stack.topic(name, 1);
        topic.send(Numbers.values(0, 10));
        Pipeline pipeline = Numbers.pipeline(name, "");

        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            run.awaitCaughtUp(TestStack.LIMIT);
            topic.withPartitions(3).send(Numbers.values(10, 90));
            run.awaitCaughtUp(TestStack.LIMIT);
        }

        assertThat(Numbers.stored(stack, name)).isEqualTo(Numbers.range(0, 100, 1));
        assertThat(assertVerified(stack, pipeline).accounts()).hasSize(2 * 3);
    }

    @ParameterizedTest
    @EnumSource
    void readsNoMoreRecordsInABatchThanItMay(KafkaReader reader, TestStack shared) {
        TestStack stack = shared.with(reader);
        String name = Numbers.name("limited", reader);
        TestTopic topic = stack.topic(name, 2);
        topic.send(Numbers.values(0, 100));
        BatchSizes sizes = new BatchSizes();

        try (Run run = stack.engine().start(Numbers.pipeline(name, ", max-records-per-batch: 30"), sizes)) {
            run.awaitCaughtUp(TestStack.LIMIT);
        }

        assertThat(sizes.records).containsExactly(30L, 30L, 30L, 10L);
        assertThat(stack.count(name + ".numbers")).isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource
    void endsByItselfWhenToldToReadWhatIsThere(KafkaReader reader, TestStack shared) {
        TestStack stack = shared.with(reader);
        String name = Numbers.name("available", reader);
        TestTopic topic = stack.topic(name, 1);
        Pipeline pipeline = TestStack.pipeline(
                Numbers.yaml(name, ", max-records-per-batch: 40").replace("trigger: 100 ms", "trigger: available-now"));
        for (int round = 1; round <= 2; round++) {
            topic.send(Numbers.values(100 * (round - 1), 100));

            assertThat(batchesUntilTheEnd(stack, pipeline)).containsExactly(40L, 40L, 20L);
        }
        assertThat(batchesUntilTheEnd(stack, pipeline)).as("with nothing to do").isEmpty();
        assertThat(Numbers.stored(stack, name)).isEqualTo(Numbers.range(0, 200, 1));
        assertVerified(stack, pipeline);
    }

    private static List<Long> batchesUntilTheEnd(TestStack stack, Pipeline pipeline) {
        BatchSizes sizes = new BatchSizes();
        try (Run run = stack.engine().start(pipeline, sizes)) {
            assertThat(run.awaitEnd(TestStack.LIMIT)).isTrue();
            assertThat(run.status().state()).isEqualTo(RunStatus.State.STOPPED);
        }
        return sizes.records;
    }

    private static VerifyReport assertVerified(TestStack stack, Pipeline pipeline) {
        VerifyReport report = stack.verified(pipeline);
        return report;
    }

    private static KafkaProducer<byte[], byte[]> producer(TestTopic topic, Map<String, String> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", topic.bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, TestTopic topic, long first, long end) {
        for (long n = first; n < end; n++) {
            TestTopic.await(producer.send(record(topic, 0, null, n)));
        }
    }

    private static ProducerRecord<byte[], byte[]> record(
            TestTopic topic, int partition, @Nullable Long timestamp, long n) {
        byte[] value = Long.toString(n).getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic.name(), partition, timestamp, null, value);
    }

    /**
     * Sends numbers under so many keys that come again and again. Their times make the broker begin a new segment with every
     * few of them, however fast they are sent: it compacts no segment that is still written.
     */
    private static void sendKeyed(TestTopic topic, int count, int keys) {
        long now = System.currentTimeMillis();
        try (KafkaProducer<byte[], byte[]> producer = producer(topic, Map.of())) {
            for (int n = 0; n < count; n++) {
                byte[] text = Integer.toString(n).getBytes(StandardCharsets.UTF_8);
                byte[] key = Integer.toString(n % keys).getBytes(StandardCharsets.UTF_8);
                long time = now - (count - n) * SEGMENT_MILLIS;
                TestTopic.await(producer.send(new ProducerRecord<>(topic.name(), 0, time, key, text)));
            }
        }
    }

    private static void awaitCompaction(TestTopic topic, long before) {
        Awaitility.await("compaction of " + topic.name())
                .atMost(Duration.ofSeconds(90))
                .until(() -> present(topic) < before);
    }

    private static long present(TestTopic topic) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", topic.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            long present = 0;
            while (consumer.position(partition) < end) {
                present += consumer.poll(Duration.ofSeconds(1)).count();
            }
            return present;
        }
    }

    private static List<Long> join(List<Long> first, List<Long> second) {
        List<Long> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static final class BatchSizes implements RunListener {

        private final List<Long> records = new ArrayList<>();

        @Override
        public synchronized void batchCommitted(BatchReport batch) {
            records.add(batch.records());
        }
    }
}
