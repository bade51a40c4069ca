package io.penstock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.dist.Shell.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaves the class archives beside the distribution that this build has made, as the launcher's own first build does. */
class FastStartIT {

    @TempDir
    Path folder;

    @Test
    void preparesAnArchiveForEachJvm() throws Exception {
        Shell shell =
                new Shell(folder, Path.of(System.getProperty("penstock.launcher")), Map.of("PENSTOCK_NO_BUILD", "yes"));

        Typed prepared = shell.type("--prepare");

        assertThat(prepared.code()).isZero();
        assertThat(prepared.err()).isEqualTo("Preparing fast starts, which takes about a minute ...%n".formatted());
        assertThat(archives()).hasSize(4).allMatch(name -> name.matches("(broker|cli|runtime|search)-(17|21).*\\.jsa"));
        assertThat(shell.type("--version").code()).isZero();
    }

    private static List<String> archives() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("penstock.dist")))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jsa"))
                    .toList();
        }
    }
}
