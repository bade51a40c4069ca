package io.penstock.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {

    @TempDir
    Path root;

    @Test
    void createsAFileWithItsFolder() {
        StateFolder folder = new StateFolder(root.resolve("a/b"));

        folder.create("x.json", bytes("{}"));

        assertThat(folder.exists("x.json")).isTrue();
        assertThat(text(folder, "x.json")).isEqualTo("{}");
    }

    @Test
    void leavesTheFirstFileAsItIsWhenAnotherOfThatNameIsCreated() {
        StateFolder folder = new StateFolder(root);
        folder.create("x", bytes("first"));

        assertThatThrownBy(() -> folder.create("x", bytes("second")))
                .isInstanceOf(AlreadyThereException.class)
                .hasMessage("Cannot create " + root.resolve("x") + ", it is already there");

        assertThat(text(folder, "x")).isEqualTo("first");
        assertThat(files()).containsExactly("x");
    }

    @Test
    void letsOneOfManyCreatorsWin() throws Exception {
        StateFolder folder = new StateFolder(root);
        int creators = 4;
        int rounds = 100;
        CyclicBarrier together = new CyclicBarrier(creators);
        ExecutorService threads = Executors.newFixedThreadPool(creators);
        try {
            List<Future<List<String>>> won = new ArrayList<>();
            for (int i = 0; i < creators; i++) {
                String me = "creator " + i;
                won.add(threads.submit(create(folder, me, rounds, together)));
            }

            List<String> winners = new ArrayList<>();
            for (Future<List<String>> names : won) {
                winners.addAll(names.get(60, TimeUnit.SECONDS));
            }
            assertThat(winners).hasSize(rounds);
            for (String winner : winners) {
                String[] fileAndCreator = winner.split("=");
                assertThat(text(folder, fileAndCreator[0])).isEqualTo(fileAndCreator[1]);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<List<String>> create(StateFolder folder, String me, int rounds, CyclicBarrier together) {
        return () -> {
            List<String> won = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                together.await(60, TimeUnit.SECONDS);
                try {
                    folder.create("file" + round, bytes(me));
                    won.add("file" + round + "=" + me);
                } catch (AlreadyThereException e) {
                    // another creator has been faster
                }
            }
            return won;
        };
    }

    @Test
    void replacesAFile() {
        StateFolder folder = new StateFolder(root);

        folder.replace("x", bytes("first"));
        folder.replace("x", bytes("second"));

        assertThat(text(folder, "x")).isEqualTo("second");
        assertThat(files()).containsExactly("x");
    }

    @Test
    void listsFilesInTheirOrderWithoutWhatIsHalfWritten() throws IOException {
        StateFolder folder = new StateFolder(root);
        folder.create("b", bytes("1"));
        folder.create("a", bytes("2"));
        Files.writeString(root.resolve(".tmp-left-by-a-crash"), "hal");
        folder.folder("c").create("d", bytes("3"));

        assertThat(folder.list()).containsExactly("a", "b");
    }

    @Test
    void isEmptyWhereThereIsNoFolder() {
        StateFolder folder = new StateFolder(root.resolve("none"));

        assertThat(folder.list()).isEmpty();
        assertThat(folder.deleteAll()).isFalse();
        folder.deleteIfExists("x");
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThatThrownBy(() -> new StateFolder(root).read("x"))
                .hasMessage("Cannot read " + root.resolve("x") + ", " + root.resolve("x"))
                .hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void deletesItselfWithAllItHolds() {
        StateFolder folder = new StateFolder(root.resolve("state"));
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

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(StateFolder folder, String name) {
        return new String(folder.read(name), StandardCharsets.UTF_8);
    }
}
