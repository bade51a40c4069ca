package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

    @TempDir
    Path folder;

    @Test
    void isFoundInAFolderAbove() throws Exception {
        Path below = Files.createDirectories(folder.resolve("a/b/c"));
        Path root = Files.createDirectory(folder.resolve("a/.penstock"));

        assertThat(Home.find(below, Map.of())).isEqualTo(new Home(root));
    }

    @Test
    void isInTheWorkingFolderWhenThereIsNoneAbove() {
        assertThat(Home.find(folder, Map.of())).isEqualTo(new Home(folder.resolve(".penstock")));
    }

    @Test
    void isTheOneThatTheEnvironmentNames() throws Exception {
        Files.createDirectory(folder.resolve(".penstock"));
        Path named = folder.resolve("elsewhere");

        assertThat(Home.find(folder, Map.of("PENSTOCK_HOME", named.toString()))).isEqualTo(new Home(named));
    }

    @Test
    void keepsItsTokenForTheOwnerAlone() throws Exception {
        Home home = new Home(folder.resolve(".penstock")).create();
        String token = home.loadToken();

        home.create();

        assertThat(home.loadToken()).isEqualTo(token).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.token())))
                .isEqualTo("rw-------");
        assertThat(home.root()).isDirectoryNotContaining("glob:**/.token*");
    }

    @Test
    void saysThatItCannotBeWritten() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        Home home = new Home(file.resolve(".penstock"));

        assertThatThrownBy(home::create)
                .isInstanceOf(LocalServiceException.class)
                .hasMessage("Cannot use the home folder, it is not writable: %s; set PENSTOCK_HOME to another folder"
                        .formatted(home.root()));
    }

    @Test
    void saysHowToGetAToken() {
        Home home = new Home(folder.resolve(".penstock"));

        assertThatThrownBy(home::loadToken)
                .isInstanceOf(LocalServiceException.class)
                .hasMessage("Cannot read the token of the local services: %s; `penstock up` creates it"
                        .formatted(home.token()));
    }
}
