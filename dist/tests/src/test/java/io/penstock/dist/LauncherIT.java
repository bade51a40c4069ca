package io.penstock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.dist.Shell.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a checkout whose build and whose JDKs are small scripts. */
class LauncherIT {

    @TempDir
    Path folder;

    private Path checkout;
    private Shell shell;

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = Files.createDirectories(folder.resolve("check out"));
        Files.copy(Path.of(System.getProperty("penstock.launcher")), checkout.resolve("penstock"));
        Files.writeString(checkout.resolve("pom.xml"), "");
        Files.createDirectories(checkout.resolve("cli/src/main"));
        script(
                checkout.resolve("mvnw"),
                """
                echo "[INFO] Building penstock-cli 0.1 [9/13]"
                echo "JAVA_HOME=$JAVA_HOME"
                mkdir -p dist/target/penstock/lib/cli
                """);
        shell = new Shell(folder, checkout.resolve("penstock"), Map.of())
                .with("JAVA_HOME", "")
                .with("PATH", commandsWithoutJava())
                .with("PENSTOCK_JDK_FOLDERS", folder + "/jdks/*");
    }

    @Test
    void buildsOnceAndRunsTheCommand() throws Exception {
        jdk("17.0.15");

        Typed first = shell.type("status", "two words");
        Typed second = shell.type("status");

        assertThat(first.code()).isZero();
        assertThat(first.out())
                .contains("\nio.penstock.cli.Penstock\nstatus\ntwo words\n")
                .doesNotContain("INFO");
        assertThat(first.err())
                .startsWith(
                        "Building Penstock for the first time: this downloads its libraries and takes some minutes"
                                + " (log: " + checkout.toRealPath()
                                + "/dist/target/build.log)\n  9 of 13: penstock-cli\nBuilt.\nPreparing fast starts, which takes about a minute ...\n");
        assertThat(second.err()).isEmpty();
    }

    @Test
    void buildsAgainWhenASourceHasChanged() throws Exception {
        jdk("17.0.15");
        shell.type("status");

        Path source = Files.writeString(checkout.resolve("cli/src/main/Edited.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));

        assertThat(shell.type("status").err()).startsWith("Building Penstock, its sources have changed (log: ");
    }

    @Test
    void namesTheLogOfAFailedBuildAndRunsNothing() throws Exception {
        jdk("21.0.2");
        script(checkout.resolve("mvnw"), "echo '[ERROR] cannot find symbol'\nexit 1\n");

        Typed typed = shell.type("status");

        assertThat(typed.code()).isEqualTo(1);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err())
                .endsWith("[ERROR] cannot find symbol\nCannot build Penstock; the log says why: "
                        + checkout.toRealPath() + "/dist/target/build.log\n");
        assertThat(checkout.resolve("dist/target/build.lock")).doesNotExist();
    }

    @Test
    void takesAJdkThatWorksBeforeJavaHomeThatDoesNot() throws Exception {
        Path tooNew = jdk("25.0.1");
        Path right = jdk("21.0.2");

        Typed typed = shell.with("JAVA_HOME", tooNew.toString()).type("status");

        assertThat(typed.out()).startsWith(right + "/bin/java\n");
    }

    @Test
    void saysWhichJdksWorkWhenNoneDoes() throws Exception {
        Path tooNew = jdk("25.0.1");
        Path tooOld = jdk("1.8.0_402");

        Typed typed = shell.type("status");

        assertThat(typed.code()).isEqualTo(1);
        assertThat(typed.err())
                .isEqualTo(
                        """
                Penstock needs a JDK 17 or 21, and none was found.
                Looked at:
                  %s: Java 1.8.0_402 is too old
                  %s: Java 25.0.1 is too new: Hadoop, which Spark needs, fails on 24 and later (getSubject is not supported)
                Install one (Debian, Ubuntu: apt install openjdk-17-jdk; macOS: brew install openjdk@21), or point to it:
                  JAVA_HOME=/path/to/jdk-21 %s ...
                """
                                .formatted(tooOld, tooNew, shell.penstock()));
    }

    @Test
    void followsSymbolicLinksToItself() throws Exception {
        jdk("17.0.15");
        Path link = Files.createSymbolicLink(folder.resolve("link"), checkout.resolve("penstock"));

        Typed typed = new Shell(folder, link, shell.environment()).type("status");

        assertThat(typed.code()).isZero();
        assertThat(typed.out()).contains("-Dpenstock.lib=" + checkout.toRealPath() + "/dist/target/penstock/lib\n");
    }

    private Path jdk(String version) throws IOException {
        Path home = folder.resolve("jdks/jdk-" + version);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "printf '%s\\n' \"$0\" \"$@\"\n");
        script(home.resolve("bin/javac"), "");
        return home;
    }

    /** A folder for PATH with what the script needs, and without a Java. */
    private String commandsWithoutJava() throws IOException {
        Path commands = Files.createDirectory(folder.resolve("commands"));
        for (String name : List.of(
                "awk",
                "cat",
                "find",
                "grep",
                "head",
                "mkdir",
                "mv",
                "readlink",
                "rm",
                "sed",
                "sleep",
                "tee",
                "touch")) {
            Path command = Stream.of("/bin", "/usr/bin")
                    .map(bin -> Path.of(bin, name))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            script(commands.resolve(name), "exec " + command + " \"$@\"\n");
        }
        return commands.toString();
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
