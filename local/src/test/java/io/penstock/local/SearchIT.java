package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search does while it serves: the tests share one. */
class SearchIT {

    @TempDir
    static Path folder;

    private static Search search;
    private static Documents documents;

    @BeforeAll
    static void startSearch() {
        search = Search.startTemporary(folder);
        documents = new Documents(search.uri());
    }

    @AfterAll
    static void stopSearch() {
        search.close();
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
