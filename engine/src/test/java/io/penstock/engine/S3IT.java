package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.FaultyProxy.Fault;
import io.penstock.engine.commit.Failpoint;
import io.penstock.sinks.TableCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables and state on an S3 server, with a proxy before it that refuses, delays and swallows answers. All drivers are
 * processes of their own.
 *
 * <p>{@link Kills} says how many, and how there are more.
 */
@ExtendWith(TestStack.Extension.class)
class S3IT {

    private static final int SMALL_BATCH = 1_000;
    private static final int LARGE_BATCH = 20_000;
    private static final int RECORDS_PER_SECOND = 100;

    @TempDir
    Path folder;

    private final long seed = Long.getLong("penstock.seed", System.nanoTime());
    private S3Server server;
    private FaultyProxy proxy;
    private URI bucket;

    @BeforeAll
    static void prepareDrivers(TestStack stack) {
        EngineProcess.prepare(stack.settings());
    }

    @BeforeEach
    void start() {
        server = S3Server.start(folder.resolve("s3"));
        bucket = server.bucket("lake");
        proxy = FaultyProxy.before(server.endpoint(), seed)
                .with(Fault.REFUSED, 0.01)
                .with(Fault.LATE, 0.02)
                .with(Fault.ANSWER_LOST, 0.02);
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.close();
    }

    @Test
    void losesAndDoublesNothingWhenStoppedAndKilledAtEachStepAndAtRandomMoments(TestStack stack) {
        System.out.println("random kills: -Dpenstock.kills=" + Kills.RANDOM + " -Dpenstock.seed=" + seed);
        Random random = new Random(seed);
        TestTopic topic = stack.topic("s3steps", Clicks.PARTITIONS);
        Path file = pipelineFile("s3steps", SMALL_BATCH);
        topic.sendBytes(LongStream.range(0, 2_000).mapToObj(Clicks::value).toList());
        assertSays(KillTarget.ENDED, EngineProcess.runToEnd(settings(stack), file));

        Traffic.during(topic, RECORDS_PER_SECOND, Clicks::value, () -> {
            killAt(Failpoint.BATCH_STARTED, 1, stack, file);
            killAt(Failpoint.TASK_WRITTEN, 1, stack, file);
            killAt(Failpoint.COMPUTED, 1, stack, file);
            killAt(Failpoint.PREPARED, 1, stack, file);
            killAt(Failpoint.TABLE_COMMITTED, 1, stack, file); // while the batch above is completed
            killAt(Failpoint.DEAD_LETTERS_COMMITTED, 1, stack, file);
            killAt(Failpoint.LEDGER_WRITTEN, 2, stack, file); // in a batch: the completion comes by first
            for (int kill = 0; kill < Kills.RANDOM; kill++) {
                try (EngineProcess driver = EngineProcess.run(settings(stack), file)) {
                    driver.await(KillTarget.RUNNING);
                    Duration life = Duration.ofMillis(random.nextInt(3_000));
                    assertThat(driver.ends(life))
                            .as("driver ended by itself: %s", driver.said())
                            .isFalse();
                }
            }
        });

        assertAccountCloses(stack, "s3steps");
        assertFaultsHappened();
    }

    @Test
    void stopsTheDriverThatWasPausedAndDoublesNothing(TestStack stack) {
        TestTopic topic = stack.topic("s3paused", Clicks.PARTITIONS);
        Path file = pipelineFile("s3paused", SMALL_BATCH);

        Traffic.during(topic, RECORDS_PER_SECOND, Clicks::value, () -> {
            try (EngineProcess first = EngineProcess.run(settings(stack), file)) {
                first.await(KillTarget.COMMITTED);
                pause(first);
                try (EngineProcess second = EngineProcess.run(settings(stack), file)) {
                    second.await(KillTarget.COMMITTED);
                    first.resume();
                    assertThat(first.await(KillTarget.FAILED))
                            .startsWith(KillTarget.FAILED + "PipelineFailedException: Cannot ")
                            .contains("s3paused/clicks")
                            .contains(", another driver works on the same checkpoint")
                            .contains("This one stops; nothing was doubled.")
                            .endsWith("Let only one of them run.");
                    second.await(KillTarget.COMMITTED);
                }
            }
        });

        assertAccountCloses(stack, "s3paused");
    }

    @Test
    void stopsWhenTheServerIsGoneAndGoesOnWhenItIsBack(TestStack stack) {
        TestTopic topic = stack.topic("s3gone", Clicks.PARTITIONS);
        Path file = pipelineFile("s3gone", SMALL_BATCH);
        Map<String, String> impatient = new HashMap<>(S3Server.settings(proxy.endpoint()));
        impatient.put("fs.s3a.attempts.maximum", "2");

        Traffic.during(topic, RECORDS_PER_SECOND, Clicks::value, () -> {
            try (EngineProcess driver = EngineProcess.run(settings(stack, impatient), file)) {
                driver.await(KillTarget.COMMITTED);
                server.close();
                assertThat(driver.await(KillTarget.FAILED))
                        .startsWith(KillTarget.FAILED + "UnavailableException: Cannot go on with s3gone, state at"
                                + " s3://lake/state or tables at s3://lake/warehouse cannot be reached: ")
                        .doesNotContain(S3Server.SECRET_KEY);
            }
        });
        stop();
        start();

        assertAccountCloses(stack, "s3gone");
    }

    private void killAt(Failpoint failpoint, int n, TestStack stack, Path file) {
        try (EngineProcess driver = EngineProcess.runTo(failpoint, n, settings(stack), file)) {
            driver.assertKilledAt(failpoint);
        }
    }

    /** Pauses the driver at any moment at which the catalog is open to others. */
    private void pause(EngineProcess driver) {
        Awaitility.await("a driver paused").atMost(Duration.ofSeconds(60)).until(() -> {
            driver.pause();
            if (!TwoDriversIT.locked(catalogFile())) {
                return true;
            }
            driver.resume();
            return false;
        });
    }

    private void assertAccountCloses(TestStack stack, String name) {
        assertSays(KillTarget.ACCOUNTED, EngineProcess.account(settings(stack), pipelineFile(name, LARGE_BATCH)));
    }

    private static void assertSays(String line, EngineProcess started) {
        try (EngineProcess driver = started) {
            driver.await(line);
        }
    }

    private void assertFaultsHappened() {
        assertThat(proxy.count(Fault.REFUSED)).isPositive();
        assertThat(proxy.count(Fault.LATE)).isPositive();
        assertThat(proxy.count(Fault.ANSWER_LOST)).isPositive();
    }

    private EngineSettings settings(TestStack stack) {
        return settings(stack, S3Server.settings(proxy.endpoint()));
    }

    private EngineSettings settings(TestStack stack, Map<String, String> hadoop) {
        return new EngineSettings(
                stack.settings().kafka(),
                URI.create(bucket + "/state"),
                URI.create(bucket + "/warehouse"),
                TableCatalog.sqlite(catalogFile()),
                null,
                hadoop,
                Map.of());
    }

    private Path catalogFile() {
        return folder.resolve("catalog.db");
    }

    private Path pipelineFile(String name, int maxRecordsPerBatch) {
        try {
            return Files.writeString(
                    folder.resolve(name + "-" + maxRecordsPerBatch + ".yaml"),
                    Clicks.pipeline(name, maxRecordsPerBatch));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
