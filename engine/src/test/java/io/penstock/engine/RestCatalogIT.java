package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.commit.Failpoint;
import io.penstock.pipeline.LoadedProfile;
import io.penstock.pipeline.ProfileLoader;
import io.penstock.pipeline.profile.SecretSource;
import io.penstock.sinks.TableCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tables in a catalog that speaks Iceberg's REST protocol, as a profile names it. */
@ExtendWith(TestStack.Extension.class)
class RestCatalogIT {

    private static final String PROFILE =
            """
            profile: test
            kafka: { bootstrap-servers: "%1$s" }
            catalog: { rest: { uri: "%2$s", token: "${file:%3$s/token}", warehouse: prod } }
            warehouse: %3$s/warehouse
            checkpoints: %3$s/state
            """;

    @TempDir
    Path folder;

    private RestCatalogServer server;

    @BeforeEach
    void start() {
        server = RestCatalogServer.start(folder.resolve("catalog"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void losesAndDoublesNothingWhenKilledBetweenATablesCommitAndTheLedger(TestStack stack) throws IOException {
        TestTopic topic = stack.topic("restcatalog", Clicks.PARTITIONS);
        topic.sendBytes(LongStream.range(0, 1_000).mapToObj(Clicks::value).toList());
        Path file = Files.writeString(folder.resolve("clicks.yaml"), Clicks.pipeline("restcatalog", 250));
        EngineSettings settings = settings(stack, RestCatalogServer.TOKEN);

        try (EngineProcess driver = EngineProcess.runTo(Failpoint.TABLE_COMMITTED, 2, settings, file)) {
            assertThat(driver.exitStatus())
                    .as("exit, having said %s", driver.said())
                    .isEqualTo(Failpoint.EXIT_STATUS);
        }

        try (EngineProcess driver = EngineProcess.account(settings, file)) {
            driver.await(KillTarget.ACCOUNTED);
        }
    }

    @Test
    void saysThatTheCatalogDoesNotKnowTheToken(TestStack stack) throws IOException {
        EngineSettings settings = settings(stack, "canary-of-another-token");

        assertThatThrownBy(() -> TableCatalog.open(
                        settings.catalog(), settings.warehouse(), null, settings.hadoopConfiguration()))
                .hasMessage("Not authorized: the token is not known");
    }

    private EngineSettings settings(TestStack stack, String token) throws IOException {
        Files.writeString(folder.resolve("token"), token);
        LoadedProfile profile = ProfileLoader.load(Files.writeString(
                folder.resolve("test.yaml"),
                PROFILE.formatted(stack.broker().bootstrapServers(), server.uri(), folder)));
        return EngineSettings.of(Objects.requireNonNull(profile.profile()), SecretSource.of(Map.of(), folder));
    }
}
