package io.penstock.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;

class LocalStateFolderTest extends StateFolderContract {

    @Override
    StateFolder folder(Path path) {
        return StateFolder.local(path);
    }

    @Test
    void hasALocationWithoutASlashAtItsEnd() {
        assertThat(folder(root).location()).hasToString("file://" + root);
    }

    @Test
    void letsOneOfManyCreatorsWin() throws Exception {
        StateFolder folder = folder(root);
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
    void saysWhichFileIsMissing() {
        assertThatThrownBy(() -> folder(root).read("x"))
                .hasMessage("Cannot read " + root.resolve("x") + ", " + root.resolve("x"))
                .hasCauseInstanceOf(NoSuchFileException.class);
    }
}
