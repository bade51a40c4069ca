package io.penstock.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.dist.Shell.Typed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of {@code docs/cluster.md}, typed beside a local stack and a Spark cluster that know nothing of the profile. */
class ProfileIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern KAFKA_PORT = Pattern.compile("\"broker\"[^}]*\"port\" ?: ?(\\d+)");

    private static final String PIPELINE =
            """
            pipeline: profiled
            trigger: available-now
            sources:
              clicks:
                kafka: { topic: profiled }
                decode:
                  csv:
                    schema: recordtime TIMESTAMP, eventid BIGINT, url STRING, ip STRING
                    timestamp-format: epoch-millis
            outputs:
              clicks-table: { table: web.profiled, from: clicks }
            """;

    private static final String PROFILE =
            """
            profile: other
            kafka: { bootstrap-servers: "127.0.0.1:%1$s" }
            catalog: { jdbc: { uri: "jdbc:sqlite:%2$s/other.db" } }
            warehouse: %2$s/other-warehouse
            checkpoints: %2$s/other-checkpoints
            resources: { driver-memory: 640m, executors: 1, executor-cores: 1, executor-memory: 512m }
            targets: { standalone: { master: "%3$s" } }
            """;

    @TempDir
    Path folder;

    private SparkInstallation spark;
    private Shell shell;

    @BeforeEach
    void start() throws Exception {
        spark = SparkInstallation.create(folder, Path.of(System.getProperty("penstock.dist"), "lib/runtime"));
        Map<String, String> environment = new HashMap<>(spark.environment());
        environment.put("PENSTOCK_NO_BUILD", "yes");
        shell = new Shell(folder, Path.of(System.getProperty("penstock.launcher")), environment);
    }

    @AfterEach
    void stop() throws Exception {
        shell.type("down");
        spark.close();
    }

    @Test
    void samePipelineRunsHereAndGoesOnOnAClusterThatGetsThePackagedJar() throws Exception {
        done("up", "--kafka-port", "0", "--api-port", "0");
        Matcher kafka =
                KAFKA_PORT.matcher(shell.type("status", "--output", "json").out());
        assertThat(kafka.find()).isTrue();
        Files.createDirectories(folder.resolve("profiles"));
        Files.writeString(
                folder.resolve("profiles/other.yaml"), PROFILE.formatted(kafka.group(1), folder, spark.startCluster()));
        Files.writeString(folder.resolve("clicks.yaml"), PIPELINE);
        assertThat(shell.type("produce", "--events", "25", "--topic", "profiled")
                        .code())
                .isEqualTo(1); // no such topic yet
        done("topics", "create", "profiled");
        done("produce", "--events", "25", "--topic", "profiled");

        Typed run = done("run", "clicks.yaml", "--profile", "other");
        assertThat(run.err()).contains("profiled finished after ").contains("25 rows, 0 dead letters.");

        done("produce", "--events", "30", "--topic", "profiled");
        done("package");
        done("submit", "clicks.yaml", "--profile", "other", "--target", "standalone");
        await("end of the job").atMost(LIMIT).untilAsserted(() -> assertThat(spark.driverLogs())
                .contains("job ended with exit code 0"));

        assertThat(done("verify", "clicks.yaml", "--profile", "other").out())
                .contains("0 to 54")
                .contains("profiled closes: nothing is lost, nothing is doubled.");
        String count = "SELECT count(*) AS n FROM web.profiled";
        assertThat(done("sql", "--profile", "other", "-e", count, "--output", "csv")
                        .lastLine())
                .isEqualTo("55");
        assertThat(shell.type("sql", "-e", count).code())
                .as("a local stack that knows nothing of it")
                .isEqualTo(1);
        assertThat(shell.type("run", "clicks.yaml", "--profile", "nowhere").err())
                .startsWith("Cannot find profile nowhere, none of these files is there:");
    }

    private Typed done(String... command) throws Exception {
        Typed typed = shell.type(command);
        assertThat(typed.code()).as("%s", typed).isZero();
        return typed;
    }
}
