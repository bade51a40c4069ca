package io.penstock.cli.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterJarTest {

    @TempDir
    private Path folder;

    private final List<Path> libraries = new ArrayList<>();

    @BeforeEach
    void makeLibraries() throws IOException {
        library(
                "penstock-engine-0.1.0.jar",
                Map.of(
                        "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMulti-Release: true\n\n",
                        "META-INF/services/java.sql.Driver", "# ours\nours.Driver\n",
                        "META-INF/versions/21/ours/A.class", "A for 21",
                        "META-INF/LICENSE", "licence of ours",
                        "ours/A.class", "A",
                        "both/B.class", "of ours",
                        "module-info.class", "module"));
        library(
                "sqlite-jdbc-3.53.jar",
                Map.of(
                        "META-INF/SIGNER.SF", "signed",
                        "META-INF/SIGNER.RSA", "signed",
                        "META-INF/INDEX.LIST", "index",
                        "META-INF/services/java.sql.Driver", "sqlite.Driver # this one\nours.Driver",
                        "META-INF/LICENSE", "licence of sqlite",
                        "META-INF/versions/9/module-info.class", "module",
                        "both/B.class", "of sqlite",
                        "sqlite/C.class", "C"));
        library("spark-core_2.13-4.1.3.jar", Map.of("spark/D.class", "D"));
        library("netty-transport-native-epoll-4.2.7.Final-linux-x86_64.jar", Map.of("netty/E.class", "E"));
    }

    @Test
    void holdsWhatAClusterDoesNotHave() throws IOException {
        Map<String, String> content = content(write(ClusterJar.of(libraries)));

        assertThat(content.keySet())
                .containsExactly(
                        "META-INF/MANIFEST.MF",
                        "META-INF/services/java.sql.Driver",
                        "META-INF/licenses/penstock-engine/LICENSE",
                        "META-INF/licenses/sqlite-jdbc/LICENSE",
                        "META-INF/versions/21/ours/A.class",
                        "both/B.class",
                        "ours/A.class",
                        "sqlite/C.class");
    }

    @Test
    void mergesServicesAndKeepsLicencesApart() throws IOException {
        Map<String, String> content = content(write(ClusterJar.of(libraries)));

        assertThat(content)
                .containsEntry("META-INF/services/java.sql.Driver", "ours.Driver\nsqlite.Driver\n")
                .containsEntry("META-INF/licenses/sqlite-jdbc/LICENSE", "licence of sqlite")
                .containsEntry("both/B.class", "of ours");
    }

    @Test
    void canBeStartedAndReadsClassesOfNewerVersions() throws IOException {
        try (JarFile jar = new JarFile(write(ClusterJar.of(libraries)).toFile())) {
            Attributes attributes = jar.getManifest().getMainAttributes();

            assertThat(attributes.getValue("Main-Class")).isEqualTo("io.penstock.console.JobMain");
            assertThat(attributes.getValue("Multi-Release")).isEqualTo("true");
        }
    }

    @Test
    void theSameLibrariesGiveTheSameBytes() throws IOException {
        byte[] first = Files.readAllBytes(write(ClusterJar.of(libraries)));
        Collections.reverse(libraries);

        assertThat(Files.readAllBytes(write(ClusterJar.of(libraries)))).isEqualTo(first);
    }

    @Test
    void saysWhatTheClusterHasToHave() {
        ClusterJar jar = ClusterJar.of(libraries);

        assertThat(jar.spark()).contains("Spark 4.1 for Scala 2.13");
        assertThat(jar.libraries()).containsExactly("penstock-engine-0.1.0.jar", "sqlite-jdbc-3.53.jar");
    }

    @Test
    void progressEndsWithTheLastFile() throws IOException {
        List<String> heard = new ArrayList<>();

        ClusterJar.of(libraries).write(folder.resolve("penstock.jar"), (done, all) -> heard.add(done + "/" + all));

        assertThat(heard).startsWith("1/7").endsWith("7/7").hasSize(7);
    }

    @Test
    void aFailureLeavesTheFormerJar() throws IOException {
        Path former = write(ClusterJar.of(libraries));
        byte[] bytes = Files.readAllBytes(former);
        libraries.add(folder.resolve("gone-1.0.jar"));

        assertThatThrownBy(() -> write(ClusterJar.of(libraries))).isInstanceOf(NoSuchFileException.class);

        assertThat(former).hasBinaryContent(bytes);
        assertThat(folder.resolve("penstock.jar.part")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark-core_2.13-4.1.3.jar",
                "spark-hive_2.13-4.1.0.jar",
                "scala-library-2.13.17.jar",
                "hadoop-client-runtime-3.4.2.jar",
                "hive-exec-2.3.10-core.jar",
                "hive-shims-0.23-2.3.10.jar",
                "log4j-1.2-api-2.24.3.jar",
                "log4j-core-2.24.3.jar",
                "slf4j-api-2.0.17.jar",
                "jackson-databind-2.21.2.jar",
                "netty-codec-http-4.2.7.Final.jar",
                "vertx-core-5.1.1.jar"
            })
    void staysOut(String fileName) {
        assertThat(LeftOut.load().contains(fileName)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "penstock-engine-0.1.0-SNAPSHOT.jar",
                "spark-sql-kafka-0-10_2.13-4.1.3.jar",
                "spark-token-provider-kafka-0-10_2.13-4.0.0.jar",
                "kafka-clients-3.9.1.jar",
                "commons-pool2-2.12.1.jar",
                "iceberg-spark-runtime-4.1_2.13-1.12.0.jar",
                "sqlite-jdbc-3.53.4.0.jar",
                "snakeyaml-engine-3.0.1.jar",
                "hadoop-aws-3.4.2.jar",
                "netty-nio-client-2.29.52.jar",
                "something-new-1.0.jar"
            })
    void goesIn(String fileName) {
        assertThat(LeftOut.load().contains(fileName)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "spark-core_2.13-4.1.3.jar, spark-core",
        "spark-sql-kafka-0-10_2.13-4.1.3.jar, spark-sql-kafka",
        "netty-codec-http2-4.2.7.Final.jar, netty-codec-http2",
        "guava-32.0.0-jre.jar, guava",
        "plain.jar, plain"
    })
    void aNameEndsBeforeItsVersion(String fileName, String expected) {
        assertThat(LeftOut.name(fileName)).isEqualTo(expected);
    }

    private Path write(ClusterJar jar) throws IOException {
        Path file = folder.resolve("penstock.jar");
        jar.write(file, (done, all) -> {});
        return file;
    }

    private void library(String name, Map<String, String> files) throws IOException {
        Path jar = folder.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        libraries.add(jar);
    }

    private static Map<String, String> content(Path file) throws IOException {
        Map<String, String> content = new LinkedHashMap<>();
        try (JarFile jar = new JarFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                try (InputStream in = jar.getInputStream(entry)) {
                    content.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return content;
    }
}
