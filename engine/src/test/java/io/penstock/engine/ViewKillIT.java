package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.ViewRecount.Found;
import io.penstock.engine.commit.Failpoint;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills drivers of a pipeline whose views keep state, as {@link KillIT} does, and computes all over again what should be there:
 * {@link ViewRecount}.
 *
 * <p>{@link Kills} says how many, and how there are more.
 */
@ExtendWith(TestStack.Extension.class)
class ViewKillIT {

    private static final int PARTITIONS = 2;
    private static final int SMALL_BATCH = 250;
    private static final int LARGE_BATCH = 2_500;
    private static final int RECORDS_PER_SECOND = 100;

    private static final long START_MILLIS = 1_700_000_040_000L;
    private static final long STEP_MILLIS = 50;
    private static final long FAR_MILLIS = START_MILLIS + Duration.ofDays(365).toMillis();

    @TempDir
    Path folder;

    @BeforeAll
    static void prepareDrivers(TestStack stack) {
        EngineProcess.prepare(stack.settings());
    }

    @Test
    void computesEachViewAsIfNothingHadHappenedWhenKilledAtEachStepOfABatchAndOfItsRecovery(TestStack stack) {
        Visits visits = Visits.of("viewsteps", SMALL_BATCH, "100 ms");
        Path file = pipelineFile(visits);

        whileSending(stack, visits, () -> {
            EngineProcess.killAt(Failpoint.BATCH_STARTED, 6, stack.settings(), file);
            EngineProcess.killAt(
                    Failpoint.TASK_WRITTEN,
                    15,
                    stack.settings(),
                    file); // of any query: where it reads, or behind its state
            Kills.moreover(() -> EngineProcess.killAt(Failpoint.TASK_WRITTEN, 32, stack.settings(), file));
            EngineProcess.killAt(Failpoint.COMPUTED, 6, stack.settings(), file);
            EngineProcess.killAt(Failpoint.PREPARED, 7, stack.settings(), file);
            EngineProcess.killAt(
                    Failpoint.TABLE_COMMITTED, 1, stack.settings(), file); // while the batch above is completed
            EngineProcess.killAt(Failpoint.TABLE_COMMITTED, 2, stack.settings(), file);
            Kills.moreover(() -> {
                EngineProcess.killAt(Failpoint.TABLE_COMMITTED, 9, stack.settings(), file);
                EngineProcess.killAt(Failpoint.TABLES_COMMITTED, 1, stack.settings(), file);
            });
            EngineProcess.killAt(Failpoint.TABLES_COMMITTED, 6, stack.settings(), file);
            Kills.moreover(() -> EngineProcess.killAt(Failpoint.DEAD_LETTERS_COMMITTED, 1, stack.settings(), file));
            EngineProcess.killAt(Failpoint.DEAD_LETTERS_COMMITTED, 7, stack.settings(), file);
            Kills.moreover(() -> EngineProcess.killAt(Failpoint.LEDGER_WRITTEN, 1, stack.settings(), file));
            EngineProcess.killAt(Failpoint.LEDGER_WRITTEN, 8, stack.settings(), file);
        });

        assertAllIsAsItShouldBe(stack, visits);
    }

    @Test
    void computesEachViewAsIfNothingHadHappenedWhenKilledAtRandomMoments(TestStack stack) {
        long seed = Long.getLong("penstock.seed", System.nanoTime());
        System.out.println("random kills of views: -Dpenstock.kills=" + Kills.RANDOM + " -Dpenstock.seed=" + seed);
        Random random = new Random(seed);
        Visits visits = Visits.of("viewmoments", SMALL_BATCH, "100 ms");
        Path file = pipelineFile(visits);

        whileSending(stack, visits, () -> {
            for (int kill = 0; kill < Kills.RANDOM; kill++) {
                try (EngineProcess driver = EngineProcess.run(stack.settings(), file)) {
                    if (random.nextInt(4) > 0) { // else in its start
                        driver.await(KillTarget.RUNNING);
                    }
                    Duration life = Duration.ofMillis(random.nextInt(8_000));
                    assertThat(driver.ends(life))
                            .as("driver ended by itself: %s", driver.said())
                            .isFalse();
                    assertSaidNothingOfFailures(driver);
                }
            }
        });

        assertAllIsAsItShouldBe(stack, visits);
    }

    private static void whileSending(TestStack stack, Visits visits, Runnable work) {
        TestTopic pages = stack.topic(visits.pages(), PARTITIONS);
        TestTopic purchases = stack.topic(visits.purchases(), PARTITIONS);
        Traffic.during(
                pages,
                RECORDS_PER_SECOND,
                n -> bytes(page(n)),
                () -> Traffic.during(purchases, RECORDS_PER_SECOND, n -> bytes(purchase(n)), work));
    }

    private static void assertSaidNothingOfFailures(EngineProcess driver) {
        assertThat(driver.said())
                .noneMatch(line -> line.startsWith(KillTarget.FAILED) || line.startsWith(KillTarget.DROPPED));
    }

    /** The pipeline comes to an end that closes all windows, sessions and joins but those of the last records themselves. */
    private static void assertAllIsAsItShouldBe(TestStack stack, Visits killed) {
        Visits visits = Visits.of(killed.name(), LARGE_BATCH, "100 ms");
        Pipeline pipeline = TestStack.pipeline(visits.yaml());
        DroppedRows dropped = DroppedRows.in(stack.engine().newSession());
        stack.runToEnd(pipeline);
        for (long at = FAR_MILLIS; at < FAR_MILLIS + 2; at++) {
            new TestTopic(stack.broker().bootstrapServers(), visits.pages(), PARTITIONS)
                    .send(List.of(
                            Visits.page(0, at, "last", "/last", -1),
                            Visits.page(0, START_MILLIS, "late", "/late", -1)));
            new TestTopic(stack.broker().bootstrapServers(), visits.purchases(), PARTITIONS)
                    .send(List.of(Visits.purchase(0, at, -2), Visits.purchase(0, START_MILLIS, -2)));
            stack.runToEnd(pipeline);
        }

        VerifyReport report = stack.verified(pipeline);
        assertThat(report.accounts()).hasSize(6 * PARTITIONS);
        assertThat(report.notes()).hasSize(4).allMatch(note -> note.endsWith("computed a second time"));
        Found found = ViewRecount.assertAllIsAsItShouldBe(stack, visits, PARTITIONS);
        assertThat(found.dead()).isPositive();
        assertThat(found.late()).isGreaterThanOrEqualTo(5); // the last ones: a page for four views, a purchase for one
        assertThat(found.watermark()).isGreaterThanOrEqualTo(FAR_MILLIS - visits.delayMillis());
        for (String table : List.of("pages", "hits", "sessions", "orders", "trails")) {
            assertNoFileIsLeftBehind(stack, visits.name() + "." + table);
        }
        assertNoFileIsLeftBehind(stack, "dead_letters." + visits.name());
        assertNoFileIsLeftBehind(stack, "late." + visits.name());
        assertThat(dropped.reports()).isPositive();
        assertThat(dropped.rows()).isZero();
    }

    /** The files of drivers that died before their batch was prepared are gone. */
    private static void assertNoFileIsLeftBehind(TestStack stack, String table) {

        List<String> known = new ArrayList<>();
        stack.sql("SELECT DISTINCT file_path FROM " + table + ".all_data_files")
                .forEach(row -> known.add(
                        Path.of(row.getString(0).replaceFirst("^file:/+", "/")).toString()));
        assertThat(stack.dataFiles(table)).as("files of %s", table).containsExactlyInAnyOrderElementsOf(known);
    }

    /** The n-th page. Time goes on with n, some records are out of order and some far behind; each kind of fault is there. */
    private static @Nullable String page(long n) {
        long at = START_MILLIS + n * STEP_MILLIS - n * 7_919 % 61 * STEP_MILLIS;
        if (n % 23 == 5) {
            at -= 60_000; // behind most watermarks
        } else if (n % 37 == 5) {
            at -= at % 10_000; // where a window begins
        } else if (n % 41 == 5) {
            at -= at % 10_000 + 1; // where it ends
        }
        long id = n - (n % 31 == 9 ? 1 : 0); // some come twice
        String good = Visits.page(id, at, "v" + n / 25 % 12, "/" + n % 5, n / 2);
        return switch ((int) (n % 200)) {
            case 0 -> null;
            case 20 -> id + "," + at;
            case 40 -> "n" + good;
            case 60 -> Visits.page(id, at, "v", Visits.BLOCKED, 0);
            case 80, 101 -> Visits.page(id, at, "v", Visits.PROBE, 0);
            case 121 -> Visits.page(id, "", "v", "/" + n % 5, n / 2);
            default -> good;
        };
    }

    /** The n-th purchase: for three of four there are pages, some of them too early, or too long ago. */
    private static String purchase(long n) {
        long at = START_MILLIS + n * STEP_MILLIS + (n * 5_011 % 160 - 20) * STEP_MILLIS;
        if (n % 29 == 3) {
            at -= 70_000;
        }
        String good = Visits.purchase(n, at, n % 4 == 3 ? -n : n / 2);
        return switch ((int) (n % 200)) {
            case 10 -> n + ",";
            case 50 -> Visits.purchase(n, "", n / 2);
            default -> good;
        };
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private Path pipelineFile(Visits visits) {
        try {
            return Files.writeString(folder.resolve(visits.name() + ".yaml"), visits.yaml());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
