package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLogTest {

    @TempDir
    Path folder;

    @Test
    void namesAFullDiskBeforeAnythingElse() throws Exception {
        assertThat(reason("Killed", "ERROR java.io.IOException: No space left on device\nERROR shutting down"))
                .isEqualTo("the disk is full (No space left on device)");
    }

    @Test
    void takesWhatTheProcessPrintedFirst() throws Exception {
        assertThat(reason("WARNING: Using incubator modules\nUnrecognized VM option\nError: gone", "ERROR old"))
                .isEqualTo("Unrecognized VM option");
    }

    @Test
    void takesTheLastErrorOfTheLogWhenNothingWasPrinted() throws Exception {
        assertThat(reason("", "ERROR first\nERROR last\nINFO bye")).isEqualTo("ERROR last");
    }

    @Test
    void leavesOutWhatAnEarlierProcessLogged() throws Exception {
        Path log = Files.writeString(folder.resolve("x.log"), "ERROR old");
        assertThat(log.toFile().setLastModified(1_000)).isTrue();

        assertThat(ServiceLog.reason(folder.resolve("none.out"), log, 2_000)).isEmpty();
    }

    private String reason(String output, String log) throws IOException {
        return ServiceLog.reason(
                        Files.writeString(folder.resolve("x.out"), output),
                        Files.writeString(folder.resolve("x.log"), log),
                        0)
                .orElseThrow();
    }
}
