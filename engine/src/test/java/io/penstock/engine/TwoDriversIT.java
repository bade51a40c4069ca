package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.commit.QueryState;
import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pauses a driver, lets a second one take over its checkpoint, and resumes the first. */
@ExtendWith(TestStack.Extension.class)
class TwoDriversIT {

    /** What the first driver is at when it is paused. */
    enum Moment {
        BETWEEN_BATCHES,
        COMPUTING,
        COMMITTING
    }

    @TempDir
    Path folder;

    @BeforeAll
    static void prepareDrivers(TestStack stack) {
        EngineProcess.prepare(stack.settings());
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void stopsTheDriverThatWasPausedAndDoublesNothing(Moment moment, TestStack stack) throws IOException {
        String name = "paused" + moment.ordinal();
        TestTopic topic = stack.topic(name, 2);
        Pipeline pipeline = TestStack.pipeline(Clicks.pipeline(name, 20_000));
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), Clicks.pipeline(name, 250));

        Traffic.during(topic, 400, Clicks::value, () -> {
            try (EngineProcess first = EngineProcess.run(stack.settings(), file)) {
                first.await(KillTarget.COMMITTED);
                pause(first, moment, stack, name);
                try (Run second = stack.engine().start(pipeline, RunListener.NONE)) {
                    second.awaitCaughtUp(TestStack.LIMIT);
                    first.resume();
                    assertThat(first.await(KillTarget.FAILED))
                            .startsWith(KillTarget.FAILED + "PipelineFailedException: Cannot ")
                            .contains(name + "/clicks")
                            .contains(", another driver works on the same checkpoint")
                            .contains("This one stops; nothing was doubled.")
                            .endsWith("Let only one of them run.");
                    second.awaitCaughtUp(TestStack.LIMIT);
                    assertThat(second.status().state()).isEqualTo(RunStatus.State.RUNNING);
                }
            }
        });

        stack.runToEnd(pipeline);
        stack.verified(pipeline);
        Recount.assertEachRecordIsStoredOnce(stack, topic);
    }

    /** Pauses the driver when it is where it should be; resumes it and tries again when it has moved on meanwhile. */
    private static void pause(EngineProcess driver, Moment moment, TestStack stack, String pipeline) {
        Path query = stack.state().resolve(pipeline).resolve("clicks");
        Awaitility.await("a driver paused " + moment)
                .atMost(Duration.ofSeconds(90))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    if (momentOf(query) != moment) {
                        return false;
                    }
                    driver.pause();
                    if (momentOf(query) == moment && !locked(stack.catalogFile())) {
                        return true;
                    }
                    driver.resume();
                    return false;
                });
    }

    private static Moment momentOf(Path query) {
        QueryState state = new QueryState(StateFolder.local(query));
        long planned = last(state.checkpoint().folder("offsets"));
        if (planned == last(state.checkpoint().folder("commits"))) {
            return Moment.BETWEEN_BATCHES;
        }
        return state.preparedBatches().isEmpty() ? Moment.COMPUTING : Moment.COMMITTING;
    }

    private static long last(StateFolder log) {
        return log.list().stream()
                .filter(name -> name.chars().allMatch(Character::isDigit))
                .mapToLong(Long::parseLong)
                .max()
                .orElse(-1);
    }

    /** Whether the paused driver holds SQLite's write lock: then nobody can commit, and there is nothing to see. */
    static boolean locked(Path catalogFile) {
        try (Connection catalog = DriverManager.getConnection("jdbc:sqlite:" + catalogFile + "?busy_timeout=100");
                Statement statement = catalog.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("ROLLBACK");
            return false;
        } catch (SQLException e) {
            return true;
        }
    }
}
