package io.penstock.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.engine.Engine;
import io.penstock.engine.EngineSettings;
import io.penstock.engine.StopRequest;
import io.penstock.engine.VerifyReport;
import io.penstock.local.Broker;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.ProfileLoader;
import io.penstock.pipeline.profile.SecretSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pipeline on a Spark cluster, submitted with a profile as anybody would, while workers and drivers are killed.
 *
 * <p>{@code -Dpenstock.kills=20} kills more, {@code -Dpenstock.seed=…} repeats a series.
 */
class ClusterIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int KILLS = Integer.getInteger("penstock.kills", 0);

    private static final String PIPELINE =
            """
            pipeline: clickstream
            sources:
              clicks:
                kafka: { topic: clicks, max-records-per-batch: 5000 }
                decode:
                  csv:
                    schema: recordtime TIMESTAMP, eventid BIGINT, url STRING, ip STRING
                    timestamp-format: epoch-millis
                expect:
                  - { name: has-url, check: length(url) > 0, on-violation: dead-letter }
            views:
              even: SELECT eventid, upper(url) AS url FROM clicks WHERE eventid % 2 = 0
            outputs:
              all: { table: web.clicks, from: clicks, partition-by: [days(recordtime)] }
              even: { table: web.even, from: even }
            trigger: 500 ms
            """;

    private static final String PROFILE =
            """
            profile: cluster
            kafka: { bootstrap-servers: "%1$s" }
            catalog:
              jdbc:
                uri: "jdbc:sqlite:%2$s/catalog.db?busy_timeout=30000&journal_mode=WAL"
                user: penstock
                password: "${file:%5$s}"
            warehouse: %3$s
            checkpoints: %4$s
            s3: { access-key: "${file:%5$s}", secret-key: "${file:%5$s}" }
            """;

    private static final String SECRET = "secret.txt";
    private static final String CANARY = "canary-" + UUID.randomUUID();

    @TempDir
    Path folder;

    @Test
    void losesAndDoublesNothingWhenWorkersAndDriversAreKilled() throws IOException {
        try (Broker broker = Broker.startTemporary(folder.resolve("broker"));
                SparkCluster cluster = SparkCluster.start(folder.resolve("cluster"), 2)) {
            Files.writeString(folder.resolve(SECRET), CANARY + "\n");
            Files.createDirectory(folder.resolve("events"));
            Path profile = Files.writeString(folder.resolve("cluster.yaml"), profile(broker));
            Path file = Files.writeString(folder.resolve("clickstream.yaml"), PIPELINE);
            EngineSettings settings =
                    EngineSettings.of(ProfileLoader.load(profile).profile(), SecretSource.of(Map.of(), folder));
            Pipeline pipeline = PipelineLoader.load(file).pipeline();
            ClickTraffic.createTopic(broker.bootstrapServers(), "clicks", 2);
            try (Engine engine = Engine.open(settings)) { // of this process: it looks, and does not run the pipeline
                ClickTraffic.during(broker.bootstrapServers(), "clicks", 100, () -> {
                    submit(cluster, profile, file, folder.resolve("events"));
                    awaitProgress(engine, pipeline);
                    assertThat(cluster.executors()).isEqualTo(2);
                    for (Kill kill : kills()) {
                        kill.of(cluster);
                        awaitProgress(engine, pipeline);
                    }
                });
                Map<String, String> sent = ClickTraffic.read(broker.bootstrapServers(), "clicks", 2);
                await("end of the topic")
                        .atMost(LIMIT)
                        .until(() -> engine.totals(pipeline).records() == sent.size());

                StopRequest request = StopRequest.of(settings, "clickstream");
                request.make();
                await("the driver takes the request").atMost(LIMIT).until(() -> !request.made());
                await("end of the driver").atMost(LIMIT).until(() -> cluster.driver()
                        .isEmpty());

                assertThat(cluster.driverLogs())
                        .contains(
                                "clickstream stops after the batch at hand, as somebody has asked for",
                                "job ended with exit code 0");
                VerifyReport report = engine.verify(pipeline);
                assertThat(report.findings()).isEmpty();
                assertThat(report.verified()).isTrue();
                assertEachRecordIsStoredOnce(engine.newSession(), sent);
                assertNoFileHoldsTheSecret();
            } finally {
                if (cluster.driver().isPresent()) {
                    System.err.println(cluster.driverLogs());
                }
            }
        }
    }

    /** What may die. */
    private enum Kill {
        WORKER {
            @Override
            void of(SparkCluster cluster) {
                int other = cluster.workers() - 1 == cluster.workerOfDriver()
                        ? cluster.workers() - 2
                        : cluster.workers() - 1;
                cluster.killWorker(other);
                cluster.startWorker();
            }
        },
        DRIVER {
            @Override
            void of(SparkCluster cluster) {
                cluster.killDriver();
            }
        },
        WORKER_OF_DRIVER {
            @Override
            void of(SparkCluster cluster) {
                cluster.killWorker(cluster.workerOfDriver());
                cluster.startWorker();
            }
        };

        abstract void of(SparkCluster cluster);
    }

    private static List<Kill> kills() {
        List<Kill> kills = new ArrayList<>(List.of(Kill.WORKER, Kill.DRIVER));
        long seed = Long.getLong("penstock.seed", System.nanoTime());
        System.out.println("more kills: -Dpenstock.kills=" + KILLS + " -Dpenstock.seed=" + seed);
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            kills.add(Kill.values()[random.nextInt(Kill.values().length)]);
        }
        return kills;
    }

    private static void submit(SparkCluster cluster, Path profile, Path pipeline, Path events) {
        List<String> jars =
                cluster.home().libraries().stream().map(Path::toString).toList();
        cluster.submit(List.of(
                "--master",
                cluster.master(),
                "--deploy-mode",
                "cluster",
                "--supervise",
                "--class",
                JobMain.class.getName(),
                "--driver-memory",
                "640m",
                "--conf",
                "spark.executor.memory=512m",
                "--conf",
                "spark.executor.cores=1",
                "--conf",
                "spark.cores.max=2",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.eventLog.enabled=true", // it holds the settings of the application
                "--conf",
                "spark.eventLog.dir=" + events.toUri(),
                "--jars",
                String.join(",", jars),
                cluster.home().application().toString(),
                "--profile",
                profile.toString(),
                "--pipeline",
                pipeline.toString()));
    }

    /** Two batches more: the first may have been prepared before the kill. */
    private static void awaitProgress(Engine engine, Pipeline pipeline) {
        long batches = engine.totals(pipeline).batches();
        await("two more batches")
                .atMost(LIMIT)
                .until(() -> engine.totals(pipeline).batches() >= batches + 2);
    }

    private static void assertEachRecordIsStoredOnce(SparkSession session, Map<String, String> sent) {
        List<String> all = new ArrayList<>();
        List<String> even = new ArrayList<>();
        List<String> dead = new ArrayList<>();
        sent.forEach((place, value) -> {
            String[] columns = value.split(",", -1);
            if (columns.length != 4 || columns[2].isEmpty()) {
                dead.add(place + " " + value);
            } else {
                all.add(place + " " + value);
                if (Long.parseLong(columns[1]) % 2 == 0) {
                    even.add(place + " " + columns[1] + "," + columns[2].toUpperCase(Locale.ROOT));
                }
            }
        });
        String place = "concat(_kafka_partition, '/', _kafka_offset, ' ', ";
        assertThat(rows(session, place + "unix_millis(recordtime), ',', eventid, ',', url, ',', ip) FROM web.clicks"))
                .containsExactlyInAnyOrderElementsOf(all);
        assertThat(rows(session, place + "eventid, ',', url) FROM web.even")).containsExactlyInAnyOrderElementsOf(even);
        assertThat(rows(
                        session,
                        "concat(partition, '/', offset, ' ', CAST(value AS STRING)) FROM dead_letters.clickstream"))
                .containsExactlyInAnyOrderElementsOf(dead);
    }

    /** Neither logs, nor Spark's events, nor what was stored. */
    private void assertNoFileHoldsTheSecret() throws IOException {
        List<Path> looked = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith(SECRET)) {
                    looked.add(file);
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)
                                    .contains(CANARY))
                            .as("the secret is in %s", file)
                            .isFalse();
                }
            }
        }
        assertThat(looked)
                .anyMatch(file -> file.startsWith(folder.resolve("events")))
                .anyMatch(file -> file.endsWith("stderr"))
                .anyMatch(file -> file.startsWith(folder.resolve("state")));
    }

    private static List<String> rows(SparkSession session, String select) {
        return session.sql("SELECT " + select).collectAsList().stream()
                .map((Row row) -> row.getString(0))
                .toList();
    }

    private String profile(Broker broker) {
        return PROFILE.formatted(
                broker.bootstrapServers(),
                folder,
                folder.resolve("warehouse").toUri(),
                folder.resolve("state").toUri(),
                folder.resolve(SECRET));
    }
}
