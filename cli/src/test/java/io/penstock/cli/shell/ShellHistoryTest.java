package io.penstock.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellHistoryTest {

    @TempDir
    private Path folder;

    @Test
    void keepsWhatWasTypedOnceAndTheLatestLast() throws IOException {
        ShellHistory history = history();
        for (String line : List.of("SELECT 1;", "SELECT\n  2;", "SELECT 1;", " SELECT 'secret';", "")) {
            history.add(Instant.EPOCH, line);
        }

        assertThat(entries(history)).containsExactly("SELECT\n  2;", "SELECT 1;");
        assertThat(entries(history())).containsExactly("SELECT\n  2;", "SELECT 1;");
    }

    @Test
    void onlyItsOwnerReadsTheFile() throws IOException {
        history().add(Instant.EPOCH, "SELECT 1;");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactly("sql_history");
    }

    @Test
    void twoShellsShareIt() throws IOException {
        ShellHistory one = history();
        ShellHistory other = history();
        one.add(Instant.EPOCH, "SELECT 1;");
        other.add(Instant.EPOCH, "SELECT 2;");

        assertThat(entries(history())).containsExactly("SELECT 1;", "SELECT 2;");
    }

    @Test
    void leavesOutLinesThatAreBroken() throws IOException {
        Files.writeString(file(), "\"SELECT 1;\"\n\"SELEC\n\"SELECT 2;\"\n");

        assertThat(entries(history())).containsExactly("SELECT 1;", "SELECT 2;");
    }

    @Test
    void forgetsTheOldest() throws IOException {
        Files.write(
                file(),
                IntStream.range(0, 500).mapToObj(n -> "\"SELECT " + n + ";\"").toList());

        history().add(Instant.EPOCH, "SELECT 'new';");

        assertThat(entries(history())).hasSize(500).startsWith("SELECT 1;").endsWith("SELECT 'new';");
    }

    private Path file() {
        return folder.resolve("sql_history");
    }

    private ShellHistory history() throws IOException {
        ShellHistory history = new ShellHistory(new HistoryFile(file()));
        history.load();
        return history;
    }

    private static List<String> entries(ShellHistory history) {
        List<String> entries = new ArrayList<>();
        history.forEach(entry -> entries.add(entry.line()));
        return entries;
    }
}
