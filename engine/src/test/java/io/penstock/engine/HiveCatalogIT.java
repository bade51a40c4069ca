package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.commit.Failpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg tables whose catalog is a Hive Metastore, beside tables in Hive's own formats. */
@ExtendWith(TestStack.Extension.class)
class HiveCatalogIT {

    private static final int SMALL_BATCH = 250;
    private static final int LARGE_BATCH = 20_000;

    @TempDir
    Path folder;

    @BeforeAll
    static void prepareDrivers(TestStack stack) {
        EngineProcess.prepare(stack.settings());
    }

    @Test
    void losesAndDoublesNothingWhenKilledAtEachStepOfACommit(TestStack stack) throws IOException {
        TestTopic topic = stack.topic("hivecatalog", Clicks.PARTITIONS);
        Path file = Files.writeString(folder.resolve("clicks.yaml"), Clicks.pipeline("hivecatalog", SMALL_BATCH));
        EngineSettings settings = settings(stack);

        Traffic.during(topic, 200, Clicks::value, () -> {
            for (Failpoint failpoint : new Failpoint[] {
                Failpoint.PREPARED,
                Failpoint.TABLE_COMMITTED,
                Failpoint.DEAD_LETTERS_COMMITTED,
                Failpoint.LEDGER_WRITTEN
            }) {
                try (EngineProcess driver = EngineProcess.runTo(failpoint, 2, settings, file)) {
                    assertThat(driver.exitStatus())
                            .as("exit at %s, having said %s", failpoint, driver.said())
                            .isEqualTo(Failpoint.EXIT_STATUS);
                }
            }
        });

        Files.writeString(file, Clicks.pipeline("hivecatalog", LARGE_BATCH));
        try (EngineProcess driver = EngineProcess.account(settings, file)) {
            driver.await(KillTarget.ACCOUNTED);
        }
    }

    private EngineSettings settings(TestStack stack) {
        URI warehouse = folder.resolve("warehouse").toUri();
        return new EngineSettings(
                stack.settings().kafka(),
                folder.resolve("state").toUri(),
                warehouse,
                Map.of("type", "hive", "uri", stack.metastore().uri()),
                stack.metastore().uri(),
                // the embedded metastore has no table of locks; it compares what a commit replaces by itself
                Map.of("iceberg.engine.hive.lock-enabled", "false"),
                Map.of());
    }
}
