package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root for a small disk; skipped elsewhere. */
class SearchFullDiskIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MIB = 1024 * 1024;

    @TempDir
    Path folder;

    @BeforeEach
    void mountSmallDisk() throws Exception {
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", folder.toString()))
                .as("a tmpfs can be mounted, which needs root")
                .isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", folder.toString());
    }

    @Test
    void saysThatItTakesNoDocumentsAndTakesThemAgainOnceThereIsRoom() throws Exception {
        try (Search search = Search.startTemporary(folder)) {
            Documents documents = new Documents(search.uri());
            documents.send("kept", 100);
            Path ballast = folder.resolve("ballast");
            fill(ballast, 300);

            assertThatThrownBy(search::check)
                    .isInstanceOf(LocalServiceException.class)
                    .hasMessageMatching(
                            "The search does not serve on %s: indexes take no documents, the disk of %s is almost full: \\d+ MiB are free, 128 MiB are needed; free some"
                                    .formatted(search.uri(), folder.resolve("search/data")));
            await("documents are refused")
                    .atMost(SOON)
                    .until(() -> put(documents).statusCode() == 429);
            assertThat(put(documents).body()).contains("disk usage exceeded flood-stage watermark");
            assertThat(documents.require("GET", "/kept/_doc/1", "")).contains("\"n\":1");

            Files.delete(ballast);
            await("documents are taken again")
                    .atMost(SOON)
                    .until(() -> put(documents).statusCode() < 300);
            search.check();
        }
    }

    @Test
    void isRefusedBeforeItStarts() throws Exception {
        fill(folder.resolve("ballast"), 200);

        assertThatThrownBy(() -> Search.startTemporary(folder))
                .isInstanceOf(LocalServiceException.class)
                .hasMessageMatching(
                        "Cannot start the local services, the disk of %s is full: \\d+ MiB are free, 256 MiB are"
                                        .formatted(folder)
                                + " needed; free some or set PENSTOCK_HOME to a folder on another disk");
    }

    private static HttpResponse<String> put(Documents documents) throws Exception {
        return documents.send("PUT", "/kept/_doc/again", "{\"n\":0}");
    }

    /** Takes space, as a file without holes does. */
    private static void fill(Path file, int mib) throws Exception {
        try (RandomAccessFile ballast = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] block = new byte[MIB];
            for (int i = 0; i < mib; i++) {
                ballast.write(block);
            }
        }
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
