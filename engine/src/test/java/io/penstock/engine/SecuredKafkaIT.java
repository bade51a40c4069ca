package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.engine.deploy.DeploymentState;
import io.penstock.engine.deploy.Deployments;
import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines on a cluster that asks who comes, and what he may do. The rights are those of docs/security.md. */
@ExtendWith(TestStack.Extension.class)
class SecuredKafkaIT {

    /** Nothing that is refused is tried for longer. */
    private static final Duration SOON = Duration.ofSeconds(14);

    private static final String PASSWORD = "canary-" + UUID.randomUUID();
    private static final String WRONG_PASSWORD = "canary-" + UUID.randomUUID();
    private static final List<String> said = new ArrayList<>();

    @TempDir
    static Path folder;

    private static SecuredBroker secured;
    private static CapturedLog log;

    @BeforeAll
    static void start() {
        log = CapturedLog.in(folder.resolve("captured.log"));
        secured = SecuredBroker.start(folder, PASSWORD);
    }

    @AfterAll
    static void stopAndLookForThePassword(TestStack stack) throws IOException {
        secured.close();
        log.close();
        for (String text : said) {
            assertThat(text).doesNotContain(PASSWORD).doesNotContain(WRONG_PASSWORD);
        }
        List<Path> looked = new ArrayList<>();
        for (Path root : List.of(folder, stack.state(), stack.warehouse())) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    looked.add(file);
                    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                    assertThat(text.contains(PASSWORD) || text.contains(WRONG_PASSWORD))
                            .as("the password is in %s", file)
                            .isFalse();
                }
            }
        }
        assertThat(looked).contains(folder.resolve("captured.log")).hasSizeGreaterThan(50);
        assertThat(Files.readString(folder.resolve("captured.log"))).contains("SASL_SSL", "sec-a", "io.penstock");
    }

    @Test
    void runsWithTheLeastRightsOverScram(TestStack stack) {
        topic("sec-a", 2).send(Numbers.values(0, 100));
        topic("sec-a-out", 1);
        secured.allow("sec-a", AclOperation.READ);
        secured.allow("sec-a-out", AclOperation.WRITE);
        KafkaSettings kafka = secured.scram(PASSWORD);
        Engine engine = engine(stack, kafka);
        Pipeline pipeline = pipeline("sec-a");

        runToEnd(engine, pipeline);

        assertThat(Numbers.stored(stack, "sec_a")).isEqualTo(Numbers.range(0, 100, 1));
        assertRefused(
                () -> engine.verify(pipeline),
                "Cannot read the settings of topic sec-a, user penstock lacks DESCRIBE_CONFIGS on topic sec-a at "
                        + kafka);
        secured.allow("sec-a", AclOperation.DESCRIBE_CONFIGS);
        assertRefused(
                () -> engine.verify(pipeline),
                "Cannot read topic sec-a-out, user penstock lacks READ on topic sec-a-out at " + kafka);
        secured.allow("sec-a-out", AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
        assertVerified(engine, pipeline);
    }

    @Test
    void createsItsTopicsAndRunsWithAClientCertificate(TestStack stack) {
        secured.allow("sec-b", AclOperation.CREATE, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
        secured.allow(
                "sec-b-out", AclOperation.CREATE, AclOperation.WRITE, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
        Engine engine = engine(stack, secured.mutualTls());
        Pipeline pipeline = pipeline("sec-b");

        try (Run run = engine.start(pipeline, RunListener.NONE)) {
            new TestTopic(secured.plainAddress(), "sec-b", 2).send(Numbers.values(0, 100));
            run.awaitCaughtUp(TestStack.LIMIT);
        }

        assertThat(Numbers.stored(stack, "sec_b")).isEqualTo(Numbers.range(0, 100, 1));
        assertVerified(engine, pipeline);
    }

    @Test
    void saysWhichRightIsMissing(TestStack stack) {
        KafkaSettings kafka = secured.scram(PASSWORD);
        Engine engine = engine(stack, kafka);
        Pipeline pipeline = pipeline("sec-c");

        // each right is given once its lack was said
        assertRefused(
                () -> engine.start(pipeline, RunListener.NONE),
                "Cannot describe topic sec-c, user penstock lacks DESCRIBE on topic sec-c at " + kafka
                        + ", which READ and WRITE include");
        secured.allow("sec-c", AclOperation.DESCRIBE);
        assertRefused(
                () -> engine.start(pipeline, RunListener.NONE),
                "Cannot create topic sec-c, user penstock lacks CREATE on topic sec-c at " + kafka
                        + ". Create the topic, or let the user do it");
        topic("sec-c", 2).send(Numbers.values(0, 10));
        assertRefused(
                () -> engine.start(pipeline, RunListener.NONE),
                "Cannot read topic sec-c, user penstock lacks READ on topic sec-c at " + kafka);
        secured.allow("sec-c", AclOperation.READ);
        topic("sec-c-out", 1);
        secured.allow("sec-c-out", AclOperation.DESCRIBE);
        assertRefused(
                () -> engine.start(pipeline, RunListener.NONE),
                "Cannot send to topic sec-c-out, user penstock lacks WRITE on topic sec-c-out at " + kafka);
        assertRefused(
                () -> engine(stack, secured.mutualTls()).start(pipeline, RunListener.NONE),
                "Cannot send to topic sec-c-out, user CN=penstock lacks WRITE on topic sec-c-out at "
                        + secured.mutualTls());
        secured.allow("sec-c-out", AclOperation.WRITE);
        runToEnd(engine, pipeline);

        assertThat(Numbers.stored(stack, "sec_c")).isEqualTo(Numbers.range(0, 10, 1));
    }

    @Test
    void saysWhatIsWrongWithPasswordsAndCertificates(TestStack stack) {
        KafkaSettings password = secured.scram(WRONG_PASSWORD);
        assertNotStarted(
                stack,
                password,
                "Kafka at " + password + " refuses user penstock: Authentication failed during authentication due to"
                        + " invalid credentials with SASL mechanism SCRAM-SHA-512");
        KafkaSettings authority = secured.scramTrustingAnother(PASSWORD);
        assertNotStarted(
                stack,
                authority,
                "the certificate of Kafka at " + authority + " is signed by no authority of the truststore: unable to"
                        + " find valid certification path to requested target");
        KafkaSettings expired = secured.scramWithExpiredServer(PASSWORD);
        assertNotStarted(
                stack,
                expired,
                "the certificate of Kafka at " + expired + " has expired: NotAfter: "
                        + secured.certificates().expiry());
        KafkaSettings none = secured.withoutCertificate();
        assertNotStarted(
                stack,
                none,
                "Kafka at " + none + " refuses the client's certificate: Received fatal alert: bad_certificate");
    }

    @Test
    void waitsWhileARightIsMissingAndGoesOnWhenItIsBack(TestStack stack) {
        TestTopic topic = topic("sec-d", 2);
        topic.send(Numbers.values(0, 10));
        topic("sec-d-out", 1);
        secured.allow("sec-d", AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
        secured.allow("sec-d-out", AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS);
        KafkaSettings kafka = secured.scram(PASSWORD);
        Engine engine = engine(stack, kafka);

        try (Deployments deployments = Deployments.open(engine, folder.resolve("deployed"))) {
            deployments.apply("sec-d.yaml", yaml("sec-d"), true);
            awaitRecords(deployments, 10);

            secured.deny("sec-d-out", AclOperation.WRITE);
            topic.send(Numbers.values(10, 10));
            awaitWaiting(
                    deployments,
                    "Cannot send to topic sec-d-out, user penstock lacks WRITE on topic sec-d-out at " + kafka);
            secured.allow("sec-d-out", AclOperation.WRITE);
            awaitRecords(deployments, 20);

            secured.deny("sec-d", AclOperation.READ);
            topic.send(Numbers.values(20, 10));
            awaitWaiting(deployments, "Cannot read topic sec-d, user penstock lacks READ on topic sec-d at " + kafka);
            secured.allow("sec-d", AclOperation.READ);
            awaitRecords(deployments, 30);
            deployments.stop("sec-d");
        }

        assertThat(Numbers.stored(stack, "sec_d")).isEqualTo(Numbers.range(0, 30, 1));
        assertVerified(engine, pipeline("sec-d"));
    }

    @Test
    void keepsSecretsOutOfDescriptions(TestStack stack) {
        KafkaSettings kafka = secured.scram(PASSWORD);
        EngineSettings settings = settings(stack, kafka);

        assertThat(kafka).hasToString(kafka.bootstrapServers());
        assertThat(settings)
                .hasToString("EngineSettings[kafka=" + kafka + ", state=" + settings.state() + ", warehouse="
                        + settings.warehouse() + "]");
    }

    private static void awaitRecords(Deployments deployments, long records) {
        await(records + " records")
                .atMost(TestStack.LIMIT)
                .until(() -> deployments.status("sec-d").records() == records
                        && deployments.status("sec-d").state() == DeploymentState.RUNNING);
    }

    private static void awaitWaiting(Deployments deployments, String message) {
        await("waiting").atMost(TestStack.LIMIT).until(() -> {
            said.add(deployments.status("sec-d").toString());
            return deployments.status("sec-d").state() == DeploymentState.WAITING;
        });
        assertThat(deployments.status("sec-d").lastError()).isEqualTo(message);
    }

    private static void assertNotStarted(TestStack stack, KafkaSettings kafka, String why) {
        assertRefused(
                () -> engine(stack, kafka).start(pipeline("sec-e"), RunListener.NONE),
                "Cannot describe topic sec-e, " + why);
    }

    private static void assertRefused(Runnable work, String message) {
        long started = System.nanoTime();
        assertThatThrownBy(work::run)
                .isInstanceOf(UnavailableException.class)
                .satisfies(thrown -> {
                    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                        said.add(cause.toString());
                    }
                })
                .hasMessage(message);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SOON);
    }

    private static void assertVerified(Engine engine, Pipeline pipeline) {
        VerifyReport report = engine.verify(pipeline);
        assertThat(report.findings()).isEmpty();
        assertThat(report.verified()).isTrue();
    }

    private static void runToEnd(Engine engine, Pipeline pipeline) {
        try (Run run = engine.start(pipeline, RunListener.NONE)) {
            run.awaitCaughtUp(TestStack.LIMIT);
        }
    }

    private static TestTopic topic(String name, int partitions) {
        return TestTopic.create(secured.plainAddress(), name, partitions);
    }

    /** An engine of the stack's tables and Spark session on the secured broker. It is not closed: the session is the stack's. */
    private static Engine engine(TestStack stack, KafkaSettings kafka) {
        return Engine.open(settings(stack, kafka));
    }

    private static EngineSettings settings(TestStack stack, KafkaSettings kafka) {
        EngineSettings settings = stack.settings();
        return new EngineSettings(
                kafka,
                settings.state(),
                settings.warehouse(),
                settings.catalog(),
                settings.metastore(),
                settings.hadoop(),
                settings.spark());
    }

    private static Pipeline pipeline(String name) {
        return TestStack.pipeline(yaml(name));
    }

    private static String yaml(String name) {
        return """
        pipeline: %1$s
        sources:
          numbers:
            kafka: { topic: %1$s, partitions: 2 }
            decode: { csv: { schema: n BIGINT } }
        outputs:
          numbers-table: { table: %2$s.numbers, from: numbers }
          numbers-topic: { topic: %1$s-out, from: numbers, key: n }
        trigger: 100 ms
        """
                .formatted(name, name.replace('-', '_'));
    }
}
