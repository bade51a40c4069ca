package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.commit.QueryState;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.profile.KafkaReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that are gone before they were read. */
@ExtendWith(TestStack.Extension.class)
class DataLossIT {

    private static final String CONTINUE = ", on-data-loss: continue";
    private static final String SMALL_BATCHES = ", max-records-per-batch: 10000";
    private static final int BEFORE = 30_000; // three batches
    private static final int MORE = 100_000; // much more than is read ahead
    private static final int EARLIEST = 110_000;
    private static final String RETENTION =
            ". Retention has overtaken the reader. To go on without them and write the gap"
                    + " into the ledger, set on-data-loss: continue";

    @Test
    void doesNotStartWhereRetentionHasOvertakenTheReader(TestStack stack) {
        TestTopic topic = stack.topic("overtaken", 2);
        Pipeline pipeline = Numbers.pipeline("overtaken", "");
        topic.send(Numbers.values(0, 100));
        stack.runToEnd(pipeline);
        topic.send(Numbers.values(100, 100));
        topic.deleteRecords(70);

        assertThatThrownBy(() -> stack.engine().start(pipeline, RunListener.NONE))
                .isInstanceOf(PipelineFailedException.class)
                .hasMessage(
                        "Cannot go on, records are gone before they were read: overtaken partition 0 offsets 50 to 69;"
                                + " overtaken partition 1 offsets 50 to 69" + RETENTION);
        assertThat(stack.engine().isRunning("overtaken")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void stopsWithTheMissingRangeWhenRetentionOvertakesTheReader(KafkaReader reader, TestStack shared)
            throws Exception {
        TestStack stack = shared.with(reader);
        String name = Numbers.name("overtaking", reader);
        TestTopic topic = stack.topic(name, 1);
        topic.send(Numbers.values(0, BEFORE));
        AtBatch listener = new AtBatch(2, () -> {
            topic.send(Numbers.values(BEFORE, MORE));
            topic.deleteRecords(EARLIEST);
        });

        try (Run run = stack.engine().start(Numbers.pipeline(name, SMALL_BATCHES), listener)) {
            Throwable why = listener.ended.get(90, TimeUnit.SECONDS);

            long stored = stack.count(name + ".numbers");
            assertThat(stored).isBetween((long) BEFORE, EARLIEST - 1L); // what was read ahead is not lost
            assertThat(why)
                    .isInstanceOf(PipelineFailedException.class)
                    .hasMessage("Cannot go on, records are gone before they were read: " + name
                            + " partition 0 offsets " + stored + " to " + (EARLIEST - 1) + RETENTION);
            assertThat(run.status().state()).isEqualTo(RunStatus.State.FAILED);
            assertThat(run.status().error()).isEqualTo(why.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void goesOnWithoutWhatIsGoneAndSaysSoInTheLedgerWhenToldTo(KafkaReader reader, TestStack shared) {
        TestStack stack = shared.with(reader);
        String name = Numbers.name("gap", reader);
        TestTopic topic = stack.topic(name, 2);
        Pipeline pipeline = Numbers.pipeline(name, CONTINUE);
        topic.send(Numbers.values(0, 100));
        stack.runToEnd(pipeline);
        topic.send(Numbers.values(100, 100));
        topic.deleteRecords(70);

        stack.runToEnd(pipeline);

        List<Long> expected = new ArrayList<>(Numbers.range(0, 100, 1));
        expected.addAll(Numbers.range(140, 200, 1));
        assertThat(Numbers.stored(stack, name)).isEqualTo(expected);
        assertThat(lost(stack, name)).isEqualTo(40);
        assertThat(assertVerified(stack, pipeline).accounts())
                .extracting(VerifyReport.Account::holes)
                .containsOnly(20L);
    }

    @ParameterizedTest
    @EnumSource
    void goesOnWhenRetentionOvertakesTheReaderInMidRun(KafkaReader reader, TestStack shared) throws Exception {
        TestStack stack = shared.with(reader);
        String name = Numbers.name("midgap", reader);
        TestTopic topic = stack.topic(name, 1);
        Pipeline pipeline = Numbers.pipeline(name, SMALL_BATCHES + CONTINUE);
        topic.send(Numbers.values(0, BEFORE));
        AtBatch listener = new AtBatch(2, () -> {
            topic.send(Numbers.values(BEFORE, MORE));
            topic.deleteRecords(EARLIEST);
        });

        try (Run run = stack.engine().start(pipeline, listener)) {
            listener.acted.get(90, TimeUnit.SECONDS);
            run.awaitCaughtUp(TestStack.LIMIT);
        }

        List<Long> stored = Numbers.stored(stack, name);
        assertThat(stored).endsWith(Numbers.range(EARLIEST, BEFORE + MORE, 1).toArray(Long[]::new));
        assertThat(lost(stack, name)).isPositive().isEqualTo(BEFORE + MORE - stored.size());
        assertVerified(stack, pipeline);
    }

    @Test
    void doesNotStartOnATopicThatIsGone(TestStack stack) {
        TestTopic topic = stack.topic("gone", 1);
        Pipeline pipeline = Numbers.pipeline("gone", CONTINUE);
        topic.send(Numbers.values(0, 10));
        stack.runToEnd(pipeline);
        topic.delete();

        // twice: the first attempt must not create it
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> stack.engine().start(pipeline, RunListener.NONE))
                    .isInstanceOf(PipelineFailedException.class)
                    .hasMessage("Cannot go on, topic gone is gone; next would have been {0=10}."
                            + " Start over with: penstock reset gone");
        }
    }

    @Test
    void doesNotStartOnATopicThatWasCreatedAgain(TestStack stack) {
        TestTopic topic = stack.topic("again", 1);
        Pipeline pipeline = Numbers.pipeline("again", CONTINUE);
        topic.send(Numbers.values(0, 10));
        stack.runToEnd(pipeline);
        topic.delete();
        stack.topic("again", 1).send(Numbers.values(0, 50));

        assertThatThrownBy(() -> stack.engine().start(pipeline, RunListener.NONE))
                .isInstanceOf(PipelineFailedException.class)
                .hasMessage(createdAgain("again", 10));

        stack.engine().reset(pipeline);
        stack.runToEnd(pipeline);
        assertThat(Numbers.stored(stack, "again")).isEqualTo(Numbers.range(0, 50, 1));
    }

    /** With more records than the old topic, nothing but the topic's id gives it away. */
    @ParameterizedTest
    @ValueSource(ints = {5, 500})
    void stopsWhenTheTopicIsCreatedAgainInMidRun(int recordsInTheNewOne, TestStack stack) throws Exception {
        String name = "recreated" + recordsInTheNewOne;
        TestTopic topic = stack.topic(name, 1);
        topic.send(Numbers.values(0, 100));
        AtBatch listener = new AtBatch(0, () -> {
            topic.delete();
            stack.topic(name, 1).send(Numbers.values(1_000, recordsInTheNewOne));
        });

        try (Run run = stack.engine().start(Numbers.pipeline(name, CONTINUE), listener)) {
            assertThat(listener.ended.get(90, TimeUnit.SECONDS))
                    .isInstanceOf(PipelineFailedException.class)
                    .hasMessage(createdAgain(name, 100));
            assertThat(run.status().state()).isEqualTo(RunStatus.State.FAILED);
        }

        assertThat(Numbers.stored(stack, name)).isEqualTo(Numbers.range(0, 100, 1));
    }

    private static String createdAgain(String topic, long next) {
        return "Cannot go on, topic " + topic
                + " was deleted and created again since the checkpoint was made; next would"
                + " have been {0=" + next + "} of the old one, and the offsets of the new one start over."
                + " Start over with: penstock reset " + topic;
    }

    private static long lost(TestStack stack, String pipeline) {
        StateFolder query = StateFolder.local(stack.state().resolve(pipeline).resolve("numbers"));
        return new QueryState(query)
                .ledger().entries().stream()
                        .map(LedgerEntry::partitions)
                        .flatMap(List::stream)
                        .mapToLong(PartitionAccount::lost)
                        .sum();
    }

    private static VerifyReport assertVerified(TestStack stack, Pipeline pipeline) {
        VerifyReport report = stack.verified(pipeline);
        return report;
    }

    /** Does something right after a batch, before Spark looks at the topic again. */
    private static final class AtBatch implements RunListener {

        private final long batch;
        private final Runnable action;
        private final CompletableFuture<Void> acted = new CompletableFuture<>();
        private final CompletableFuture<Throwable> ended = new CompletableFuture<>();

        AtBatch(long batch, Runnable action) {
            this.batch = batch;
            this.action = action;
        }

        @Override
        public void batchCommitted(BatchReport report) {
            if (report.batch() == batch) {
                action.run();
                acted.complete(null);
            }
        }

        @Override
        public void ended(@Nullable Throwable why) {
            ended.complete(why);
        }
    }
}
