package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.FaultyProxy.Fault;
import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.engine.state.AlreadyThereException;
import io.penstock.engine.state.StateFolder;
import io.penstock.sinks.TableCatalog;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State folders on a real S3 server, without Spark. Each test has a bucket of its own: Hadoop keeps a client for each. */
class S3StateIT {

    @TempDir
    static Path folder;

    private static S3Server server;

    @BeforeAll
    static void start() {
        server = S3Server.start(folder.resolve("s3"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void keepsFilesAsAFolderDoes() {
        StateFolder state = state(server.bucket("files"), server.endpoint());

        state.create("b", bytes("1"));
        state.create("a", bytes("2"));
        state.folder("c").create("d", bytes("3"));
        state.replace("a", bytes("4"));
        state.deleteIfExists("none");

        assertThat(state.list()).containsExactly("a", "b");
        assertThat(text(state, "a")).isEqualTo("4");
        assertThat(state.exists("b")).isTrue();
        assertThat(state.exists("none")).isFalse();
        assertThat(state.location()).hasToString("s3://files/state");
        assertThatThrownBy(() -> state.read("none"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("Cannot read s3://files/state/none, No such file or directory");
        assertThat(state.folder("none").list()).isEmpty();
        assertThat(state.deleteAll()).isTrue();
        assertThat(state.list()).isEmpty();
        assertThat(state.deleteAll()).isFalse();
    }

    @Test
    void leavesTheFirstFileAsItIsWhenAnotherOfThatNameIsCreated() {
        StateFolder state = state(server.bucket("first"), server.endpoint());
        state.create("x", bytes("first"));

        assertThatThrownBy(() -> state.create("x", bytes("second")))
                .isInstanceOf(AlreadyThereException.class)
                .hasMessage("Cannot create s3://first/state/x, it is already there");

        assertThat(text(state, "x")).isEqualTo("first");
    }

    @Test
    void letsOneOfManyCreatorsWin() throws Exception {
        StateFolder state = state(server.bucket("race"), server.endpoint());
        int creators = 4;
        int rounds = 25;
        CyclicBarrier together = new CyclicBarrier(creators);
        ExecutorService threads = Executors.newFixedThreadPool(creators);
        try {
            List<Future<Integer>> won = new ArrayList<>();
            for (int i = 0; i < creators; i++) {
                won.add(threads.submit(() -> {
                    int wins = 0;
                    for (int round = 0; round < rounds; round++) {
                        together.await(60, TimeUnit.SECONDS);
                        try {
                            state.create("file" + round, bytes("x"));
                            wins++;
                        } catch (AlreadyThereException e) {
                            // another creator has been faster
                        }
                    }
                    return wins;
                }));
            }
            int wins = 0;
            for (Future<Integer> creator : won) {
                wins += creator.get(60, TimeUnit.SECONDS);
            }
            assertThat(wins).isEqualTo(rounds);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void knowsItsOwnFileWhenTheAnswerToItsCreationWasLost() {
        try (FaultyProxy proxy = FaultyProxy.before(server.endpoint(), 1)) {
            StateFolder state = state(server.bucket("lost"), proxy.endpoint());
            state.check(); // the client is made
            proxy.with(Fault.ANSWER_LOST, 0.3).with(Fault.REFUSED, 0.1);

            for (int i = 0; i < 30; i++) {
                state.create("file" + i, bytes("mine"));
            }
            assertThatThrownBy(() -> state.create("file0", bytes("mine")))
                    .as("the same content by another creation")
                    .isInstanceOf(AlreadyThereException.class);

            assertThat(state.list()).hasSize(30);
            assertThat(proxy.count(Fault.ANSWER_LOST)).isPositive();
            assertThat(proxy.count(Fault.REFUSED)).isPositive();
        }
    }

    @Test
    void refusesAStoreThatDoesNotHeedConditions() {
        try (FaultyProxy proxy = FaultyProxy.before(server.endpoint(), 1).with(Fault.CONDITION_IGNORED, 1)) {
            assertThatThrownBy(() -> open(server.bucket("heedless"), S3Server.settings(proxy.endpoint())))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("Cannot keep state at s3://heedless/state, two drivers could create the same file"
                            + " there: the store does not heed the header If-None-Match of a put");
        }
    }

    @Test
    void refusesAFileSystemWithoutConditions() {
        Map<String, String> settings = new HashMap<>(S3Server.settings(server.endpoint()));
        settings.put("fs.s3a.create.conditional.enabled", "false");

        assertThatThrownBy(() -> open(server.bucket("unconditional"), settings))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Cannot keep state at s3://unconditional/state, two drivers could create the same file"
                        + " there: it needs a file system that renames in one step, as HDFS, or conditional puts,"
                        + " as S3");
    }

    @Test
    void namesThePlaceWhenTheKeyIsWrong() {
        Map<String, String> settings = new HashMap<>(S3Server.settings(server.endpoint()));
        settings.put("fs.s3a.secret.key", "canary-of-a-wrong-secret");

        assertThatThrownBy(() -> open(server.bucket("locked"), settings))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("Cannot create s3://locked/state/.check-")
                .hasMessageContaining("Status Code: 403")
                .hasMessageContaining("SignatureDoesNotMatch")
                .satisfies(S3StateIT::holdsNoSecret);
    }

    @Test
    void namesThePlaceWhenThereIsNoBucket() {
        assertThatThrownBy(() -> open(URI.create("s3://missing"), S3Server.settings(server.endpoint())))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("Cannot create s3://missing/state/.check-")
                .hasMessageContaining("NoSuchBucket")
                .satisfies(S3StateIT::holdsNoSecret);
    }

    @Test
    void namesThePlaceWhenNobodyAnswers() {
        Map<String, String> settings = new HashMap<>(S3Server.settings(URI.create("http://127.0.0.1:1")));
        settings.put("fs.s3a.attempts.maximum", "1");
        settings.put("fs.s3a.retry.limit", "1");

        assertThatThrownBy(() -> open(URI.create("s3://nobody"), settings))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("Cannot create s3://nobody/state/.check-")
                .hasMessageContaining("Connect to 127.0.0.1:1")
                .satisfies(S3StateIT::holdsNoSecret);
    }

    private static void holdsNoSecret(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain("canary");
        }
    }

    /** Fails before it starts Spark. */
    private static void open(URI bucket, Map<String, String> hadoop) {
        EngineSettings settings = new EngineSettings(
                KafkaSettings.plain("127.0.0.1:1"),
                URI.create(bucket + "/state"),
                URI.create(bucket + "/warehouse"),
                TableCatalog.sqlite(folder.resolve("catalog.db")),
                null,
                hadoop,
                Map.of());
        Engine.open(settings).close();
    }

    private static StateFolder state(URI bucket, URI endpoint) {
        Configuration hadoop = new Configuration();
        S3Server.settings(endpoint).forEach(hadoop::set);
        return StateFolder.at(URI.create(bucket + "/state"), hadoop);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(StateFolder folder, String name) {
        return new String(folder.read(name), StandardCharsets.UTF_8);
    }
}
