package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.Typing.Typed;
import io.penstock.cli.terminal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The calls for each kind of cluster, against files of {@code src/test/resources/submit/expect}. Their forms are those of
 *
 * <ul>
 *   <li>standalone: Spark's "Submitting Applications" and "Spark Standalone Mode" ({@code --supervise}, {@code spark.cores.max})
 *   <li>yarn: Spark's "Running Spark on YARN" ({@code --queue}, {@code --files}, {@code spark.yarn.*})
 *   <li>kubernetes: Spark's "Running Spark on Kubernetes" ({@code local://}, {@code spark.kubernetes.*})
 *   <li>emr: {@code --steps} of "add-steps" in the AWS CLI's reference, and "Run commands and scripts on an Amazon EMR cluster"
 *       for {@code command-runner.jar}
 *   <li>emr-serverless: {@code --cli-input-json} of "start-job-run" in the AWS CLI's reference; StartJobRun and RetryPolicy of
 *       the API reference
 * </ul>
 */
class SubmitCommandTest {

    private static final Path RESOURCES = Path.of("src/test/resources/submit");

    @TempDir
    private Path folder;

    @BeforeEach
    void copyFiles() throws IOException {
        Files.createDirectories(folder.resolve("team/pipelines"));
        Files.createDirectories(folder.resolve("profiles"));
        Files.copy(RESOURCES.resolve("clicks.yaml"), folder.resolve("clicks.yaml"));
        Files.copy(RESOURCES.resolve("clicks.yaml"), folder.resolve("team/pipelines/clicks.yaml"));
        for (String profile : new String[] {"prod.yaml", "small.yaml"}) {
            Files.copy(RESOURCES.resolve("profiles").resolve(profile), folder.resolve("profiles/" + profile));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "standalone, standalone.txt",
        "yarn, yarn.txt",
        "kubernetes, kubernetes.txt",
        "emr, emr.json",
        "emr-serverless, emr-serverless.json"
    })
    void printsTheCallAsDocumented(String target, String expected) throws IOException {
        Typed typed = type("submit", "clicks.yaml", "--profile", "prod", "--target", target, "--print");

        assertThat(typed.out().replace(folder.toString(), "FOLDER"))
                .isEqualTo(Files.readString(RESOURCES.resolve("expect").resolve(expected)));
        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
    }

    @Test
    void whatToDoWithTheJsonIsSaidBesideIt() {
        Typed typed = type("submit", "clicks.yaml", "--profile", "prod", "--target", "emr", "--print");

        assertThat(typed.err().replace(folder.toString(), "FOLDER"))
                .isEqualTo(
                        """
                        With this JSON in a file, call:
                          aws s3 cp FOLDER/profiles/prod.yaml s3://company-lake/penstock/files/prod.yaml
                          aws s3 cp FOLDER/clicks.yaml s3://company-lake/penstock/files/clicks.yaml
                          aws emr add-steps --cluster-id j-2AXXXXXXGAPLF --steps file://steps.json
                        """);
    }

    @Test
    void aProgramGetsTheWordsOfEachCall() {
        Typed typed =
                type("submit", "clicks.yaml", "--profile", "prod", "--target", "emr", "--print", "--output", "json");

        JsonNode json = Json.parse(typed.out());
        assertThat(json.path("target").asText()).isEqualTo("emr");
        assertThat(json.path("commands")).hasSize(3);
        JsonNode last = json.path("commands").path(2);
        assertThat(last.path(2).asText()).isEqualTo("add-steps");
        assertThat(Json.parse(last.path(last.size() - 1).asText())).isEqualTo(json.path("document"));
    }

    @Test
    void inClientModeTheDriverReadsTheFilesWhereTheyAre() {
        Typed typed = type("submit", "clicks.yaml", "--profile", "small", "--target", "standalone", "--print");

        assertThat(typed.out().replace(folder.toString(), "FOLDER"))
                .contains("--deploy-mode client")
                .contains("spark.dynamicAllocation.enabled=true")
                .doesNotContain("--supervise", "spark.cores.max", "--files")
                .endsWith(
                        """
                          FOLDER/penstock.jar \\
                          --profile FOLDER/profiles/small.yaml \\
                          --pipeline FOLDER/clicks.yaml
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    standalone | --jars /opt/penstock/files/fraud.jar,/opt/penstock/files/more.jar
                    yarn | --jars FOLDER/lib/fraud.jar,FOLDER/more.jar
                    kubernetes | --jars FOLDER/lib/fraud.jar,FOLDER/more.jar
                    emr | s3://company-lake/penstock/files/fraud.jar,s3://company-lake/penstock/files/more.jar
                    emr-serverless | --jars s3://company-lake/penstock/files/fraud.jar,s3://company-lake/penstock/files/more.jar
                    """)
    void bringsTheJarsOfProcessors(String target, String expected) throws IOException {
        Files.writeString(
                folder.resolve("clicks.yaml"),
                Files.readString(folder.resolve("clicks.yaml")) + "jars: [lib/fraud.jar, more.jar]\n");

        Typed typed = type("submit", "clicks.yaml", "--profile", "prod", "--target", target, "--print");

        assertThat(typed.out().replace(folder.toString(), "FOLDER")).contains(expected);
        if (target.startsWith("emr")) {
            assertThat(typed.err().replace(folder.toString(), "FOLDER"))
                    .contains("aws s3 cp FOLDER/lib/fraud.jar s3://company-lake/penstock/files/fraud.jar\n");
        }
    }

    @Test
    void refusesToSubmitWithoutAJarOfAProcessor() throws IOException {
        Files.writeString(
                folder.resolve("clicks.yaml"),
                Files.readString(folder.resolve("clicks.yaml")) + "jars: [lib/fraud.jar]\n");
        Files.writeString(folder.resolve("penstock.jar"), "");

        Typed typed = type("submit", "clicks.yaml", "--profile", "small", "--target", "yarn");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .isEqualTo("Cannot submit, a jar of the pipeline is not there: %s%n"
                        .formatted(folder.resolve("lib/fraud.jar")));
    }

    @Test
    void yarnNeedsNothingInTheProfile() {
        Typed typed =
                type("submit", "clicks.yaml", "--profile", "small", "--target", "yarn", "--jar", "my.jar", "--print");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.out()).contains("--master yarn").contains(folder + "/my.jar \\");
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "yarn", "kubernetes", "emr", "emr-serverless"})
    void noSecretAndNoReferenceToOneIsInACall(String target) {
        Typed typed = Typing.in(folder)
                .with("KAFKA_PASSWORD", "canary")
                .type("submit", "clicks.yaml", "--profile", "prod", "--target", target, "--print", "--output", "json");

        assertThat(typed.out()).isNotEmpty().doesNotContain("canary", "KAFKA_PASSWORD", "/etc/penstock/catalog");
    }

    @Test
    void aProfileIsLookedForFromThePipelinesFolderUpwards() throws IOException {
        Files.createDirectories(folder.resolve("team/profiles"));
        Files.writeString(
                folder.resolve("team/profiles/small.yaml"),
                Files.readString(folder.resolve("profiles/small.yaml")).replace("master:7077", "team:7077"));

        Typed typed =
                type("submit", "team/pipelines/clicks.yaml", "--profile", "small", "--target", "standalone", "--print");

        assertThat(typed.out()).contains("spark://team:7077");
    }

    @Test
    void aProfileIsLookedForFromTheWorkingFolderUpwardsToo(@TempDir Path elsewhere) throws IOException {
        Path pipeline = Files.copy(folder.resolve("clicks.yaml"), elsewhere.resolve("clicks.yaml"));

        Typed typed = Typing.in(folder.resolve("team"))
                .type("submit", pipeline.toString(), "--profile", "small", "--target", "yarn", "--print");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"profiles/small.yaml", "./profiles/small.yaml"})
    void aPathIsAPath(String path) {
        Typed typed = type("submit", "clicks.yaml", "--profile", path, "--target", "yarn", "--print");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
    }

    @Test
    void aProfileThatIsNowhereSaysWhereItWasLookedFor() {
        Typed typed = type("submit", "team/pipelines/clicks.yaml", "--profile", "nix", "--target", "yarn");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err().replace(folder.toString(), "FOLDER"))
                .startsWith(
                        """
                        Cannot find profile nix, none of these files is there:
                          FOLDER/team/pipelines/profiles/nix.yaml
                          FOLDER/team/profiles/nix.yaml
                          FOLDER/profiles/nix.yaml
                        """)
                .endsWith(
                        """
                          /profiles/nix.yaml
                        A path works, too: --profile path/to/nix.yaml
                        """);
    }

    @Test
    void theProblemsOfBothFilesAreReportedAtOnce() throws IOException {
        Files.writeString(folder.resolve("clicks.yaml"), "pipeline: clicks\nsauces: {}\n");
        Files.writeString(folder.resolve("profiles/small.yaml"), "profile: small\n");

        Typed typed = type("submit", "clicks.yaml", "--profile", "small", "--target", "yarn");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err())
                .contains(folder + "/clicks.yaml has 3 problems; nothing was started.")
                .contains(folder + "/profiles/small.yaml has 4 problems; nothing was started.");
    }

    @Test
    void aTargetThatTheProfileDoesNotDescribeIsRefused() {
        Typed typed = type("submit", "clicks.yaml", "--profile", "small", "--target", "kubernetes");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err().replace(folder.toString(), "FOLDER"))
                .isEqualTo(
                        """
                        Cannot submit, profile small does not describe this target: kubernetes
                        Add to FOLDER/profiles/small.yaml:
                          targets: { kubernetes: { master: k8s://https://host:6443, … } }
                        """);
    }

    @Test
    void twoFilesOfOneNameCannotBothBeShipped() throws IOException {
        Files.copy(folder.resolve("profiles/small.yaml"), folder.resolve("profiles/clicks.yaml"));

        Typed typed = type("submit", "clicks.yaml", "--profile", "clicks", "--target", "yarn", "--print");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err()).isEqualTo("Cannot submit, profile and pipeline have the same file name: clicks.yaml\n");
    }

    @Test
    void anUnknownTargetIsNamed() {
        Typed typed = type("submit", "clicks.yaml", "--profile", "small", "--target", "mesos");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err())
                .startsWith("Invalid value for option '--target': expected one of [standalone, yarn, emr,"
                        + " emr-serverless, kubernetes], but was 'mesos'\n");
    }

    @Test
    void withoutThePackagedJarNothingIsRun() {
        Typed typed = type("submit", "clicks.yaml", "--profile", "small", "--target", "yarn");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err().replace(folder.toString(), "FOLDER"))
                .isEqualTo(
                        """
                        Cannot submit, the packaged jar is not there: FOLDER/penstock.jar
                        'penstock package' makes it; --jar names another.
                        """);
    }

    @Test
    void withoutSparkTheWayOutIsSaid() throws IOException {
        Files.writeString(folder.resolve("penstock.jar"), "");

        Typed typed = type("submit", "clicks.yaml", "--profile", "small", "--target", "yarn");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .isEqualTo(
                        """
                        Running spark-submit ...
                        Cannot submit, there is no spark-submit: neither in $SPARK_HOME/bin nor on the PATH.
                        Install Spark 4.1 for Scala 2.13 and set SPARK_HOME, or use --print and run the call where Spark is.
                        """);
    }

    @Test
    void withoutTheToolOfAmazonTheWayOutIsSaid() {
        Typed typed = type("submit", "clicks.yaml", "--profile", "prod", "--target", "emr");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .isEqualTo(
                        """
                        Running aws ...
                        Cannot submit, there is no aws on the PATH.
                        Install the AWS CLI, or use --print and run the calls where it is.
                        """);
    }

    @Test
    void whatSparkSubmitPrintsAndItsExitCodeArePassedOn() throws IOException {
        Files.writeString(folder.resolve("penstock.jar"), "");
        program("spark/bin/spark-submit", "echo \"accepted $2\"; echo \"as driver-1\" >&2; exit 7");

        Typed typed = Typing.in(folder)
                .with("SPARK_HOME", folder.resolve("spark").toString())
                .type("submit", "clicks.yaml", "--profile", "small", "--target", "yarn");

        assertThat(typed.code()).isEqualTo(7);
        assertThat(typed.out()).isEqualTo("accepted io.penstock.console.JobMain\n");
        assertThat(typed.err())
                .isEqualTo("Running spark-submit ...\nas driver-1\nspark-submit ended with exit code 7.\n");
    }

    @Test
    void filesAreCopiedBeforeTheStepIsAdded() throws IOException {
        program("bin/aws", "echo \"$1 $2\"");

        Typed typed = Typing.in(folder)
                .with("PATH", folder.resolve("bin").toString())
                .type("submit", "clicks.yaml", "--profile", "prod", "--target", "emr");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.out()).isEqualTo("s3 cp\ns3 cp\nemr add-steps\n");
    }

    @Test
    void aCopyThatFailsIsTheEnd() throws IOException {
        program("bin/aws", "echo \"$1 $2\"; exit 1");

        Typed typed = Typing.in(folder)
                .with("PATH", folder.resolve("bin").toString())
                .type("submit", "clicks.yaml", "--profile", "prod", "--target", "emr-serverless");

        assertThat(typed.code()).isEqualTo(1);
        assertThat(typed.out()).isEqualTo("s3 cp\n");
    }

    @Test
    void validateChecksAProfileToo() throws IOException {
        Typed good = type("validate", "clicks.yaml", "--profile", "prod", "--structure-only");
        Files.writeString(
                folder.resolve("profiles/prod.yaml"),
                Files.readString(folder.resolve("profiles/prod.yaml")).replace("${env:KAFKA_PASSWORD}", "canary"));
        Typed bad = type("validate", "clicks.yaml", "--profile", "prod", "--structure-only");
        Typed json = type("validate", "clicks.yaml", "--profile", "prod", "--structure-only", "--output", "json");

        assertThat(good.code()).isEqualTo(ExitCodes.DONE);
        assertThat(good.out())
                .endsWith(folder + "/profiles/prod.yaml is valid; secrets and services were not looked at.\n");
        assertThat(bad.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(bad.out().replace(folder.toString(), "FOLDER"))
                .endsWith(
                        """
                        FOLDER/profiles/prod.yaml has 1 problem; nothing was started.

                          line 4  kafka.scram.password
                                  is not a reference to a secret
                                  hint: write "${env:NAME}" or "${file:PATH}"; the secret itself does not belong into a profile
                        """);
        assertThat(json.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(Json.parse(json.out()).path(1).path("valid").asBoolean()).isFalse();
        assertThat(bad.out() + json.out()).doesNotContain("canary");
    }

    private void program(String path, String script) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Typed type(String... words) {
        return Typing.in(folder).type(words);
    }
}
