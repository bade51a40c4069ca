package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.pipeline.Pipeline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A broker that is away, and one that goes and comes back. */
@ExtendWith(TestStack.Extension.class)
class BrokerIT {

    private static final int RECORDS_PER_SECOND = 400;

    @AfterEach
    void bringTheBrokerBack(TestStack stack) {
        stack.broker().start();
    }

    @Test
    void saysWhichBrokerDoesNotAnswerAndStartsOnceItDoes(TestStack stack) {
        TestTopic topic = stack.topic("away", 1);
        topic.send(Numbers.values(0, 10));
        Pipeline pipeline = Numbers.pipeline("away", "");
        stack.broker().kill();
        long killed = System.nanoTime();

        assertThatThrownBy(() -> stack.engine().start(pipeline, RunListener.NONE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("Cannot describe topic away, Kafka at "
                        + stack.broker().bootstrapServers() + " did not answer within 15 s: ");
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(60));

        stack.broker().start();
        stack.runToEnd(pipeline);
        assertThat(Numbers.stored(stack, "away")).isEqualTo(Numbers.range(0, 10, 1));
    }

    @Test
    void cannotVerifyWithoutTheBroker(TestStack stack) {
        TestTopic topic = stack.topic("unverifiable", 1);
        topic.send(Numbers.values(0, 10));
        Pipeline pipeline = Numbers.pipeline("unverifiable", "");
        stack.runToEnd(pipeline);
        stack.broker().kill();

        assertThatThrownBy(() -> stack.engine().verify(pipeline))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith(
                        "Cannot read topic unverifiable at " + stack.broker().bootstrapServers() + ", ");
    }

    @Test
    void losesAndDoublesNothingWhenTheBrokerIsKilledAndComesBackAtOnce(TestStack stack) {
        TestTopic topic = stack.topic("back", 2);
        Pipeline pipeline = TestStack.pipeline(Clicks.pipeline("back", 500));

        Traffic.during(topic, RECORDS_PER_SECOND, Clicks::value, () -> {
            try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
                awaitBatches(run, 2);
                stack.broker().kill();
                stack.broker().start();
                Throwable end = catchThrowable(() -> run.awaitCaughtUp(TestStack.LIMIT));
                assertThat(end).satisfiesAnyOf(survived -> assertThat(survived).isNull(), failed -> assertThat(failed)
                        .isInstanceOf(UnavailableException.class));
            }
        });

        assertNothingIsLostOrDoubled(stack, topic);
    }

    @Test
    void failsSoonWhenTheBrokerStaysAwayAndContinuesWhereItWas(TestStack stack) {
        TestTopic topic = stack.topic("stays", 2);
        Pipeline pipeline = TestStack.pipeline(Clicks.pipeline("stays", 500));

        Traffic.during(topic, RECORDS_PER_SECOND, Clicks::value, () -> {
            Ending ending = new Ending();
            try (Run run = stack.engine().start(pipeline, ending)) {
                awaitBatches(run, 2);
                stack.broker().kill();
                assertThat(ending.why.orTimeout(90, TimeUnit.SECONDS).join())
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("Kafka at " + stack.broker().bootstrapServers());
                assertThat(run.status().state()).isEqualTo(RunStatus.State.FAILED);
            }
            stack.broker().start();
        });

        assertNothingIsLostOrDoubled(stack, topic);
    }

    private static void awaitBatches(Run run, long batches) {
        Awaitility.await("batches of a run")
                .atMost(TestStack.LIMIT)
                .until(() -> run.status().batches() >= batches);
    }

    private static void assertNothingIsLostOrDoubled(TestStack stack, TestTopic topic) {
        Pipeline pipeline = TestStack.pipeline(Clicks.pipeline(topic.name(), 20_000));
        stack.runToEnd(pipeline);
        stack.verified(pipeline);
        Recount.assertEachRecordIsStoredOnce(stack, topic);
    }

    private static final class Ending implements RunListener {

        private final CompletableFuture<Throwable> why = new CompletableFuture<>();

        @Override
        public void ended(@Nullable Throwable failure) {
            why.complete(failure);
        }
    }
}
