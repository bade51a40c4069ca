package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search does that is killed, closed or started again: each test has one of its own. */
class SearchRestartIT {

    private static final String AREA =
            "{\"area\":{\"type\":\"Polygon\",\"coordinates\":[[[13,52],[14,52],[14,53],[13,52]]]}}";
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Search search;
    private Documents documents;

    @BeforeEach
    void startSearch() {
        search = Search.startTemporary(folder);
        documents = new Documents(search.uri());
    }

    @AfterEach
    void stopSearch() {
        search.close();
    }

    @Test
    void keepsDocumentsWhenKilledAndStartedAgain() throws Exception {
        documents.send("kept", 10_000);

        search.kill();
        search.start();

        assertThat(documents.count("kept")).isEqualTo(10_000);
        assertThat(documents.require("GET", "/kept/_doc/9999", "")).contains("\"_source\":{\"n\":9999}");
    }

    @Test
    void keepsDocumentsWhenStoppedAndStartedAgain() throws Exception {
        documents.send("kept", 10_000);

        search.close();
        search.start();

        assertThat(documents.count("kept")).isEqualTo(10_000);
        assertThat(Files.readAllLines(search.log()))
                .noneMatch(line -> line.contains(" ERROR ") || line.contains(" FATAL "));
        assertThat(folder.resolve("logs/search.out")).isEmptyFile();
    }

    @Test
    void servesAtOnceWhatItHasRecovered() throws Exception {
        documents.send("first", 100);
        documents.send("second", 100);

        search.kill();
        search.start();

        assertThat(documents.require("GET", "/_cat/indices?h=index,health&s=index", ""))
                .isEqualTo("first  yellow\nsecond yellow\n");
    }

    @Test
    void saysThatItDoesNotServeOnceKilled() {
        search.kill();

        assertThatThrownBy(search::check)
                .isInstanceOf(LocalServiceException.class)
                .hasMessage("The search does not serve on %s: its process has ended".formatted(search.uri()));
    }

    @Test
    void mayBeClosedTwice() {
        search.close();

        assertThatCode(search::close).doesNotThrowAnyException();
        assertThat(search.alive()).isFalse();
    }

    @Test
    void endsWhenAClassIsMissingInsteadOfHanging() throws Exception {
        search.close();
        Path library = Files.createDirectory(folder.resolve("incomplete"));
        try (Stream<Path> jars = Files.list(Distribution.searchLibrary())) {
            for (Path jar : jars.toList()) {
                if (!jar.getFileName().toString().matches("(spatial4j|jts).*")) {
                    Files.copy(jar, library.resolve(jar.getFileName()));
                }
            }
        }
        String whole = System.setProperty(Search.LIBRARY_PROPERTY, library.toString());
        try {
            search.start();
        } finally {
            System.setProperty(Search.LIBRARY_PROPERTY, whole);
        }
        documents.require("PUT", "/areas", "{\"mappings\":{\"properties\":{\"area\":{\"type\":\"geo_shape\"}}}}");

        assertThatThrownBy(() -> documents.send("POST", "/areas/_doc", AREA)).isInstanceOf(IOException.class);

        await("the process ends").atMost(SOON).until(() -> !search.alive());
        assertThat(search.end()).startsWith("its process ended with exit code 1: java.lang.NoClassDefFoundError: ");
        search.start();
        assertThat(documents.require("POST", "/areas/_doc", AREA)).contains("\"result\":\"created\"");
    }

    @Test
    void servesTheOthersWhenOneIndexIsDamagedAndSaysSo() throws Exception {
        documents.send("damaged", 10);
        documents.send("whole", 10);
        documents.require("POST", "/_flush", "");
        String uuid =
                documents.require("GET", "/_cat/indices/damaged?h=uuid", "").strip();
        search.close();
        try (Stream<Path> files =
                Files.walk(folder.resolve("search/data/nodes/0/indices").resolve(uuid))) {
            for (Path segments : files.filter(
                            file -> file.getFileName().toString().startsWith("segments_"))
                    .toList()) {
                Files.write(segments, new byte[] {1, 2, 3});
            }
        }

        search.start();

        assertThat(documents.count("whole")).isEqualTo(10);
        assertThatThrownBy(search::check)
                .hasMessage(
                        "The search does not serve on %s: data is missing or damaged, the log says more; delete and fill again: damaged"
                                .formatted(search.uri()));
        documents.require("DELETE", "/damaged", "");
        await("it says that all is well").atMost(SOON).untilAsserted(search::check);
    }
}
