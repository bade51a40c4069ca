package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchIT {

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
    void namesTheBusyPortItsHolderAndTheWayOut() {
        Search second = Search.in(new Home(folder.resolve("second")), search.port());

        assertThatThrownBy(second::start)
                .isInstanceOf(LocalServiceException.class)
                .hasMessage(
                        ("Cannot start the search, port %d of 127.0.0.1 is in use by process %d (%s); stop that process or"
                                        + " choose another port with --search-port (0 takes a free one)")
                                .formatted(search.port(), search.pid(), java()));
    }

    @Test
    void namesTheFolderThatAnotherProcessHas() {
        Search second = Search.in(new Home(folder), Ports.anyFree());

        assertThatThrownBy(second::start)
                .isInstanceOf(LocalServiceException.class)
                .hasMessageStartingWith("Cannot start the search, its process ended with exit code 1: ")
                .hasMessageContaining("failed to obtain node locks");
    }

    @Test
    void listensOnLoopbackOnly() throws Exception {
        for (InetAddress address : otherAddresses()) {
            try (Socket socket = new Socket()) {
                assertThatThrownBy(() -> socket.connect(new InetSocketAddress(address, search.port()), 1_000))
                        .as("a connection to %s", address)
                        .isInstanceOf(IOException.class);
            }
        }
        assertThat(documents.require("GET", "/_nodes/_local/http,transport?filter_path=**.bound_address", ""))
                .containsPattern("\"transport\":\\{\"bound_address\":\\[\"127\\.0\\.0\\.1:\\d+\"]")
                .containsPattern("\"http\":\\{\"bound_address\":\\[\"127\\.0\\.0\\.1:" + search.port() + "\"]");
    }

    @Test
    void makesNoIndexThatWasOnlyNamed() throws Exception {
        HttpResponse<String> answer = documents.send("POST", "/mistyped/_doc", "{\"n\":1}");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("no such index [mistyped]");
    }

    @Test
    void deletesAndClosesNoIndexThatWasNotNamed() throws Exception {
        documents.send("kept", 10);

        assertThat(documents.send("DELETE", "/*", "").statusCode()).isEqualTo(400);
        assertThat(documents.send("POST", "/_all/_close", "").statusCode()).isEqualTo(400);

        assertThat(documents.count("kept")).isEqualTo(10);
    }

    @Test
    void readsNoOtherClusterAndAllowsNoOtherOrigin() throws Exception {
        documents.send("target", 1);

        HttpResponse<String> remote = documents.send(
                "POST",
                "/_reindex",
                "{\"source\":{\"remote\":{\"host\":\"http://127.0.0.1:%d\"},\"index\":\"target\"},\"dest\":{\"index\":\"copy\"}}"
                        .formatted(search.port()));
        HttpResponse<String> other = documents.send("GET", "/_cluster/health", "", "Origin", "http://example.com");

        assertThat(remote.statusCode()).isEqualTo(400);
        assertThat(remote.body()).contains("not allowlisted in reindex.remote.allowlist");
        assertThat(other.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void refusesARequestThatIsTooLarge() throws Exception {
        HttpResponse<String> answer = documents.send("POST", "/_bulk", " ".repeat(33 * 1024 * 1024));

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void hasTheModulesOfAnOpenSearch() throws Exception {
        documents.require(
                "PUT",
                "/rides",
                """
                { "settings": { "analysis": { "analyzer": { "english": { "type": "english" },
                      "start": { "tokenizer": "standard", "filter": ["lowercase", "edge_ngram"] } } } },
                  "mappings": { "properties": {
                    "at": { "type": "geo_point" }, "area": { "type": "geo_shape" },
                    "fare": { "type": "scaled_float", "scaling_factor": 100 }, "km": { "type": "double" },
                    "note": { "type": "text", "analyzer": "english" },
                    "query": { "type": "percolator" }, "kind": { "type": "join", "relations": { "ride": "stop" } } } } }
                """);
        documents.require(
                "PUT",
                "/_ingest/pipeline/noted",
                "{\"processors\":[{\"set\":{\"field\":\"note\",\"value\":\"rides {{km}} kilometres\"}}]}");
        documents.require(
                "PUT",
                "/rides/_doc/1?refresh=true&pipeline=noted",
                """
                { "at": { "lat": 52.5, "lon": 13.4 }, "fare": 12.344, "km": 3.5, "kind": "ride",
                  "area": { "type": "Polygon", "coordinates": [[[13, 52], [14, 52], [14, 53], [13, 52]]] } }
                """);
        documents.require(
                "PUT", "/rides/_doc/2?refresh=true", "{\"query\":{\"match\":{\"note\":\"ride\"}},\"kind\":\"ride\"}");

        String found = documents.require(
                "POST",
                "/rides/_search",
                """
                { "_source": true, "query": { "bool": { "filter": [ { "match": { "note": "riding" } },
                    { "geo_shape": { "area": { "shape": { "type": "point", "coordinates": [13.5, 52.2] } } } },
                    { "script": { "script": { "source": "doc['km'].value * 2 == 7" } } } ] } },
                  "script_fields": { "cents": { "script": { "lang": "expression", "source": "doc['fare'].value * 100" } } },
                  "aggs": { "tiles": { "geotile_grid": { "field": "at", "precision": 6 } },
                            "figures": { "matrix_stats": { "fields": ["fare", "km"] } },
                            "stops": { "children": { "type": "stop" } } } }
                """);
        String template = documents.require(
                "POST",
                "/rides/_search/template",
                "{\"source\":{\"query\":{\"range\":{\"km\":{\"gte\":\"{{least}}\"}}}},\"params\":{\"least\":3}}");
        String percolated = documents.require(
                "POST",
                "/rides/_search",
                "{\"query\":{\"percolate\":{\"field\":\"query\",\"document\":{\"note\":\"rides\"}}}}");
        String changed = documents.require(
                "POST", "/rides/_update_by_query?refresh=true", "{\"script\":{\"source\":\"ctx._source.km = 4\"}}");

        assertThat(found)
                .contains("\"_id\":\"1\"")
                .contains("\"note\":\"rides 3.5 kilometres\"")
                .contains("\"cents\":[1234.0]")
                .contains("\"key\":\"6/34/20\",\"doc_count\":1")
                .contains("\"figures\":{\"doc_count\":1")
                .contains("\"stops\":{\"doc_count\":0}");
        assertThat(template).contains("\"_id\":\"1\"");
        assertThat(percolated).contains("\"_id\":\"2\"");
        assertThat(changed).contains("\"updated\":2");
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

    private static String java() {
        return ProcessHandle.current().info().command().orElseThrow();
    }

    private static List<InetAddress> otherAddresses() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .toList();
    }
}
