package io.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.pipeline.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileLoaderTest {

    private static final String GOOD =
            """
            profile: prod
            kafka:
              bootstrap-servers: b-1:9096
              scram: { username: penstock, password: "${env:P}" }
            catalog: { hive: { uri: "thrift://metastore:9083" } }
            warehouse: s3://lake/warehouse
            checkpoints: s3://lake/penstock
            spark: { spark.driver.extraJavaOptions: -Dmine=canary }
            """;

    @TempDir
    private Path folder;

    @Test
    void loadsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("prod.yaml"), "\ufeff" + GOOD.replace("\n", "\r\n"));

        LoadedProfile loaded = ProfileLoader.load(file);

        assertThat(loaded.problems()).isEmpty();
        assertThat(Objects.requireNonNull(loaded.profile()).name()).isEqualTo("prod");
        assertThat(loaded.fileName()).isEqualTo(file.toString());
        assertThat(loaded.lineOf("kafka.scram.password")).isEqualTo(4);
    }

    @Test
    void problemsFoundElsewhereGetTheirLines() {
        LoadedProfile loaded = ProfileLoader.load("prod.yaml", GOOD);
        Problems found = new Problems();
        found.at("warehouse").add("does not answer", null);
        found.at("kafka").at("bootstrap-servers").add("do not answer", null);

        assertThat(loaded.locate(found.list()))
                .containsExactly(
                        new Problem("kafka.bootstrap-servers", 3, "do not answer", null),
                        new Problem("warehouse", 6, "does not answer", null));
    }

    @Test
    void aMissingFileIsAProblem() {
        assertThat(ProfileLoader.load(folder.resolve("nix.yaml")).problems())
                .containsExactly(
                        new Problem("", 0, "is not there", "check the path; it starts from the working folder"));
    }

    @Test
    void anEmptyFileIsAProblem() {
        assertThat(ProfileLoader.load("prod.yaml", "").problems())
                .containsExactly(new Problem("", 0, "is empty", "start with a line such as 'profile: prod'"));
    }

    @Test
    void aHugeFileIsAProblem() {
        assertThat(ProfileLoader.load("prod.yaml", "x".repeat(2 << 20)).problems())
                .containsExactly(new Problem(
                        "", 0, "is larger than 1,048,576 bytes", "a profile says where things are, and little else"));
    }

    @Test
    void theMetastoreIsThatOfTheHiveCatalogIfNoneIsNamed() {
        String glue = GOOD.replaceFirst("catalog: .*", "catalog: { glue: {} }");

        assertThat(profile(GOOD).hiveMetastore()).contains("thrift://metastore:9083");
        assertThat(profile(GOOD + "metastore: thrift://other:9083\n").hiveMetastore())
                .contains("thrift://other:9083");
        assertThat(profile(glue).hiveMetastore()).isEmpty();
    }

    @Test
    void aProfileCannotBeModified() {
        Profile profile = profile(GOOD);

        assertThatThrownBy(() -> profile.spark().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> profile.kafka().client().put("a", "b"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aProfileShowsItsNameOnly() {
        assertThat(profile(GOOD)).hasToString("Profile[name=prod]");
    }

    static List<Case> badProfiles() {
        return Case.all(Spec.PROFILE).stream().filter(found -> !found.isGood()).toList();
    }

    @ParameterizedTest
    @MethodSource("badProfiles")
    void noProblemShowsASecret(Case bad) {
        assertThat(ProblemReport.text(bad.name(), bad.load().problems())).doesNotContain("canary", "66669999");
    }

    /** Wherever the text comes to stand, and whatever YAML makes of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "'%s'",
                "\"%s\"",
                "!%s",
                "!%s!x",
                "!<%s>",
                "&%s",
                "&%s x",
                "*%s",
                "@%s",
                "`%s",
                "%%%s",
                "|%s",
                ">%s",
                "\"%s",
                "'%s",
                "[%s",
                "[%s]",
                "{%s",
                "{ %s: %s }",
                "x: %s",
                "- %s",
                "? %s",
                "\"\\%s\"",
                "\"\\x%s\"",
                "%s\t%s",
                "# %s",
                "${env:%s",
                "${env:X}%s",
                "$%s",
                "12 %s",
                "\n  %s\n%s"
            })
    void noMessageShowsWhatStandsWhereASecretBelongs(String form) {
        String written = form.replace("%%", "%").replace("%s", "zzcanary1");
        for (String key : List.of("password: \"${env:P}\" }", "warehouse", "catalog")) {
            String yaml = key.startsWith("password")
                    ? GOOD.replace(key, "password: " + written + " }")
                    : GOOD.replaceFirst("(?m)^" + key + ": .*", "").concat(key + ": ") + written + "\n";

            LoadedProfile loaded = ProfileLoader.load("prod.yaml", yaml);

            assertThat(loaded.problems()).as(yaml).noneMatch(problem -> (problem.reason() + problem.hint())
                    .contains("canary"));
        }
    }

    private static Profile profile(String yaml) {
        LoadedProfile loaded = ProfileLoader.load("prod.yaml", yaml);
        assertThat(loaded.problems()).isEmpty();
        return Objects.requireNonNull(loaded.profile());
    }
}
