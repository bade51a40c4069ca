package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PreflightTest {

    @Test
    void refusesAMachineWithTooLittleMemory() {
        assertThatThrownBy(() -> Preflight.requireMemory(OptionalLong.of(700), 1_200))
                .isInstanceOf(LocalServiceException.class)
                .hasMessage("Cannot start the local services, there is too little memory: 700 MiB are available, 1200"
                        + " MiB are needed; close other programs");
    }

    @Test
    void goesOnWhereTheSystemDoesNotTellItsMemory() {
        assertThatCode(() -> Preflight.requireMemory(OptionalLong.empty(), 1_200))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesAFullDisk() {
        Home home = new Home(Path.of("/data/.penstock"));

        assertThatThrownBy(() -> Preflight.requireDisk(home, 12))
                .isInstanceOf(LocalServiceException.class)
                .hasMessage("Cannot start the local services, the disk of /data/.penstock is full: 12 MiB are free, 256"
                        + " MiB are needed; free some or set PENSTOCK_HOME to a folder on another disk");
    }
}
