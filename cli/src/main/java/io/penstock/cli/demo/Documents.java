package io.penstock.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.terminal.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Counts the documents of indices of the local search service. */
public final class Documents {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Documents() {}

    /** How many there are in all of them. @param port of the search service */
    public static long count(int port, List<String> indices) throws IOException {
        String all = "http://127.0.0.1:%d/%s".formatted(port, String.join(",", indices));
        HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
        send(client, HttpRequest.newBuilder(URI.create(all + "/_refresh")).POST(BodyPublishers.noBody()));
        return send(client, HttpRequest.newBuilder(URI.create(all + "/_count")))
                .path("count")
                .asLong();
    }

    private static JsonNode send(HttpClient client, HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> answer = client.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("Cannot count documents, OpenSearch answers %d to %s"
                        .formatted(answer.statusCode(), answer.uri().getPath()));
            }
            return Json.parse(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Cannot count documents, it was interrupted", e);
        }
    }
}
