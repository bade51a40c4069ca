package io.penstock.bench.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What the harness asks OpenSearch for. */
record Indices(String address) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Segments and bytes. */
    JsonNode stored(String index) {
        return ask("GET", "/" + index + "/_stats/store,segments", "")
                .path("_all")
                .path("primaries");
    }

    /** The number of documents, and the sum of a field. */
    JsonNode summed(String index, String field) {
        ask("POST", "/" + index + "/_refresh", "");
        return ask(
                "POST",
                "/" + index + "/_search",
                "{\"size\":0,\"track_total_hits\":true,\"aggs\":{\"sum\":{\"sum\":{\"field\":\"%s\"}}}}"
                        .formatted(field));
    }

    /** Deletes the index behind an alias, where there is one. */
    void delete(String alias) {
        ask("DELETE", "/" + alias + "-000001?ignore_unavailable=true", "");
    }

    private JsonNode ask(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new BenchException("Cannot %s %s, OpenSearch answers: %s".formatted(method, path, answer.body()));
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new BenchException("Cannot " + method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Cannot " + method + " " + path + ", interrupted", e);
        }
    }
}
