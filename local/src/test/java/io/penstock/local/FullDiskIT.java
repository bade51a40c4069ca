package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root for a small disk; skipped elsewhere. */
class FullDiskIT {

    @TempDir
    Path folder;

    @BeforeEach
    void mountSmallDisk() throws Exception {
        assumeThat(run(List.of("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder.toString())))
                .as("a tmpfs can be mounted, which needs root")
                .isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        run(List.of("umount", folder.toString()));
    }

    @Test
    void isRefusedBeforeAnythingStarts() {
        Home home = new Home(folder.resolve(".penstock"));

        assertThatThrownBy(() -> LocalServices.in(home).up(status -> {}))
                .isInstanceOf(LocalServiceException.class)
                .hasMessage(
                        ("Cannot start the local services, the disk of %s is full: 7 MiB are free, 256 MiB are needed;"
                                        + " free some or set PENSTOCK_HOME to a folder on another disk")
                                .formatted(home.root()));
    }

    @Test
    void endsTheBrokerAndIsNamedAtItsNextStart() throws Exception {
        try (Broker broker = Broker.startTemporary(folder)) {
            fill(folder.resolve("ballast"));
            await("the broker ends").atMost(Duration.ofSeconds(60)).until(() -> !broker.alive());

            assertThatThrownBy(broker::start)
                    .isInstanceOf(LocalServiceException.class)
                    .hasMessage(
                            "Cannot start the broker, its process ended with exit code 1: the disk is full (No space left on"
                                    + " device)");
        }
    }

    @Test
    void unwritableHomeIsRefused() throws Exception {
        assertThat(run(List.of("mount", "-o", "remount,ro", folder.toString()))).isTrue();
        Home home = new Home(folder.resolve(".penstock"));

        assertThatThrownBy(() -> LocalServices.in(home).up(status -> {}))
                .isInstanceOf(LocalServiceException.class)
                .hasMessage("Cannot use the home folder, it is not writable: %s; set PENSTOCK_HOME to another folder"
                        .formatted(home.root()));
    }

    private static void fill(Path file) throws IOException {
        try (OutputStream ballast = new FileOutputStream(file.toFile())) {
            assertThatThrownBy(() -> {
                        while (true) {
                            ballast.write(new byte[1024]);
                        }
                    })
                    .hasMessage("No space left on device");
        }
    }

    private static boolean run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
