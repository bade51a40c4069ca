package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.DeadLetters.Filter;
import io.penstock.engine.commit.Failpoint;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills drivers and counts what is left. Every kill hits the same state again, which the next driver recovers before it dies;
 * the last one is recovered by the engine of this process.
 *
 * <p>{@link Kills} says how many, and how there are more.
 */
@ExtendWith(TestStack.Extension.class)
class KillIT {

    private static final int SMALL_BATCH = 250;
    private static final int LARGE_BATCH = 20_000;
    private static final int RECORDS_PER_SECOND = 200;

    @TempDir
    Path folder;

    @BeforeAll
    static void prepareDrivers(TestStack stack) {
        EngineProcess.prepare(stack.settings());
    }

    @Test
    void losesAndDoublesNothingWhenKilledAtEachStepOfABatchAndOfItsRecovery(TestStack stack) {
        TestTopic topic = stack.topic("steps", 2);
        Path file = pipelineFile("steps");

        Traffic.during(topic, RECORDS_PER_SECOND, Clicks::value, () -> {
            EngineProcess.killAt(Failpoint.BATCH_STARTED, 2, stack.settings(), file);
            EngineProcess.killAt(Failpoint.TASK_WRITTEN, 3, stack.settings(), file);
            EngineProcess.killAt(Failpoint.COMPUTED, 2, stack.settings(), file);
            EngineProcess.killAt(Failpoint.PREPARED, 2, stack.settings(), file);
            EngineProcess.killAt(
                    Failpoint.TABLE_COMMITTED, 1, stack.settings(), file); // while the batch above is completed
            EngineProcess.killAt(
                    Failpoint.TABLE_COMMITTED,
                    4,
                    stack.settings(),
                    file); // in a batch: the completion comes by three times
            EngineProcess.killAt(Failpoint.TABLES_COMMITTED, 1, stack.settings(), file);
            EngineProcess.killAt(Failpoint.TABLES_COMMITTED, 2, stack.settings(), file);
            EngineProcess.killAt(Failpoint.DEAD_LETTERS_COMMITTED, 1, stack.settings(), file);
            EngineProcess.killAt(Failpoint.DEAD_LETTERS_COMMITTED, 2, stack.settings(), file);
            EngineProcess.killAt(Failpoint.LEDGER_WRITTEN, 1, stack.settings(), file);
            EngineProcess.killAt(Failpoint.LEDGER_WRITTEN, 2, stack.settings(), file);
        });

        assertNothingIsLostOrDoubled(stack, topic);
    }

    @Test
    void losesAndDoublesNothingWhenAReplayIsKilledAtEachStep(TestStack stack) throws IOException {
        // given dead letters, and a pipeline that no longer minds some of them
        TestTopic topic = stack.topic("replays", 2);
        topic.sendBytes(LongStream.range(0, 4_000).mapToObj(Clicks::value).toList());
        assertNothingIsLostOrDoubled(stack, topic);
        String tolerant =
                Clicks.pipeline("replays", LARGE_BATCH).replace("url <> '" + Clicks.BLOCKED + "'", "url IS NOT NULL");
        Path file = Files.writeString(folder.resolve("tolerant.yaml"), tolerant);

        // when the replay is killed, and its completion by the next one a step later
        for (Failpoint failpoint : List.of(
                Failpoint.COMPUTED,
                Failpoint.PREPARED,
                Failpoint.TABLE_COMMITTED,
                Failpoint.DEAD_LETTERS_COMMITTED,
                Failpoint.DEAD_LETTERS_REMOVED,
                Failpoint.LEDGER_WRITTEN)) {
            try (EngineProcess driver = EngineProcess.replayTo(failpoint, stack.settings(), file)) {
                driver.assertKilledAt(failpoint);
            }
        }

        // then
        stack.engine().deadLetters(TestStack.pipeline(tolerant)).replay(Filter.ALL);
        assertVerified(stack.engine().verify(TestStack.pipeline(tolerant)));
        Recount.assertEachRecordIsStoredOnceAndNoneIsBlocked(stack, topic);
    }

    @Test
    void losesAndDoublesNothingWhenKilledAtRandomMoments(TestStack stack) {
        long seed = Long.getLong("penstock.seed", System.nanoTime());
        System.out.println("random kills: -Dpenstock.kills=" + Kills.RANDOM + " -Dpenstock.seed=" + seed);
        Random random = new Random(seed);
        TestTopic topic = stack.topic("moments", 2);
        Path file = pipelineFile("moments");

        Traffic.during(topic, RECORDS_PER_SECOND, Clicks::value, () -> {
            for (int kill = 0; kill < Kills.RANDOM; kill++) {
                try (EngineProcess driver = EngineProcess.run(stack.settings(), file)) {
                    if (random.nextInt(4) > 0) { // else in its start
                        driver.await(KillTarget.RUNNING);
                    }
                    Duration life = Duration.ofMillis(random.nextInt(6_000));
                    assertThat(driver.ends(life))
                            .as("driver ended by itself: %s", driver.said())
                            .isFalse();
                }
            }
        });

        assertNothingIsLostOrDoubled(stack, topic);
    }

    private void assertNothingIsLostOrDoubled(TestStack stack, TestTopic topic) {
        stack.runToEnd(pipeline(topic.name()));
        assertVerified(stack.engine().verify(pipeline(topic.name())));
        Recount.assertEachRecordIsStoredOnce(stack, topic);
        assertNoFileIsLeftBehind(stack, topic.name());
    }

    private static void assertVerified(VerifyReport report) {
        assertThat(report.findings()).isEmpty();
        assertThat(report.verified()).isTrue();
        assertThat(report.accounts()).hasSize(6);
    }

    /** The files of drivers that died before their batch was prepared are gone. */
    private static void assertNoFileIsLeftBehind(TestStack stack, String namespace) {
        for (String table : List.of(namespace + ".clicks", namespace + ".odd", namespace + ".tagged")) {
            List<String> known = new ArrayList<>();
            stack.sql("SELECT DISTINCT file_path FROM " + table + ".all_data_files")
                    .forEach(row -> known.add(Path.of(row.getString(0).replaceFirst("^file:/+", "/"))
                            .toString()));
            assertThat(stack.dataFiles(table)).as("files of %s", table).containsExactlyInAnyOrderElementsOf(known);
        }
    }

    private static Pipeline pipeline(String name) {
        return TestStack.pipeline(Clicks.pipeline(name, LARGE_BATCH));
    }

    private Path pipelineFile(String name) {
        try {
            return Files.writeString(folder.resolve(name + ".yaml"), Clicks.pipeline(name, SMALL_BATCH));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
