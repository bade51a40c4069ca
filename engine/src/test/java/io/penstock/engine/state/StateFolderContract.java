package io.penstock.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every kind of state folder promises. Each keeps its files below {@link #root}. */
abstract class StateFolderContract {

    @TempDir
    Path root;

    abstract StateFolder folder(Path path);

    @Test
    void createsAFileWithItsFolder() {
        StateFolder folder = folder(root.resolve("a/b"));

        folder.create("x.json", bytes("{}"));

        assertThat(folder.exists("x.json")).isTrue();
        assertThat(text(folder, "x.json")).isEqualTo("{}");
    }

    @Test
    void leavesTheFirstFileAsItIsWhenAnotherOfThatNameIsCreated() {
        StateFolder folder = folder(root);
        folder.create("x", bytes("first"));

        assertThatThrownBy(() -> folder.create("x", bytes("second")))
                .isInstanceOf(AlreadyThereException.class)
                .hasMessage("Cannot create " + folder.where("x") + ", it is already there");

        assertThat(text(folder, "x")).isEqualTo("first");
        assertThat(files()).filteredOn(name -> !name.endsWith(".crc")).containsExactly("x");
    }

    @Test
    void replacesAFile() {
        StateFolder folder = folder(root);

        folder.replace("x", bytes("first"));
        folder.replace("x", bytes("second"));

        assertThat(text(folder, "x")).isEqualTo("second");
        assertThat(files()).filteredOn(name -> !name.endsWith(".crc")).containsExactly("x");
    }

    @Test
    void listsFilesInTheirOrderWithoutWhatIsHalfWritten() throws IOException {
        StateFolder folder = folder(root);
        folder.create("b", bytes("1"));
        folder.create("a", bytes("2"));
        Files.writeString(root.resolve(".tmp-left-by-a-crash"), "hal");
        folder.folder("c").create("d", bytes("3"));

        assertThat(folder.list()).containsExactly("a", "b");
    }

    @Test
    void listsTheFoldersInItInTheirOrder() {
        StateFolder folder = folder(root);
        folder.create("file", bytes("1"));
        folder.folder("b").create("x", bytes("2"));
        folder.folder("a").folder("deeper").create("x", bytes("3"));

        assertThat(folder.folders()).containsExactly("a", "b");
        assertThat(folder.folder("a").folders()).containsExactly("deeper");
    }

    @Test
    void isEmptyWhereThereIsNoFolder() {
        StateFolder folder = folder(root.resolve("none"));

        assertThat(folder.list()).isEmpty();
        assertThat(folder.folders()).isEmpty();
        assertThat(folder.deleteAll()).isFalse();
        folder.deleteIfExists("x");
    }

    @Test
    void deletesItselfWithAllItHolds() {
        StateFolder folder = folder(root.resolve("state"));
        folder.create("x", bytes("1"));
        folder.folder("inner").create("y", bytes("2"));

        assertThat(folder.deleteAll()).isTrue();

        assertThat(root.resolve("state")).doesNotExist();
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(StateFolder folder, String name) {
        return new String(folder.read(name), StandardCharsets.UTF_8);
    }
}
