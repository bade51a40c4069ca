package io.penstock.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbered documents in indexes of a search service. */
record Documents(String uri) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern COUNT = Pattern.compile("\"count\":(\\d+)");
    private static final int A_BULK = 1_000;

    /** Creates the index and returns when all documents are confirmed. */
    void send(String index, int count) throws Exception {
        require("PUT", "/" + index, "{}");
        for (int first = 0; first < count; first += A_BULK) {
            StringBuilder bulk = new StringBuilder();
            for (int n = first; n < Math.min(count, first + A_BULK); n++) {
                bulk.append("{\"index\":{\"_id\":\"%d\"}}\n{\"n\":%d}\n".formatted(n, n));
            }
            String answer = require("POST", "/" + index + "/_bulk", bulk.toString());
            if (!answer.contains("\"errors\":false")) {
                throw new IOException(answer);
            }
        }
    }

    long count(String index) throws Exception {
        require("POST", "/" + index + "/_refresh", "");
        String answer = require("GET", "/" + index + "/_count", "");
        Matcher count = COUNT.matcher(answer);
        if (!count.find()) {
            throw new IOException(answer);
        }
        return Long.parseLong(count.group(1));
    }

    /** The body of an answer that says that it was done. */
    String require(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(method, path, body);
        if (answer.statusCode() >= 300) {
            throw new IOException("%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body()));
        }
        return answer.body();
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri + path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body));
        return CLIENT.send(
                headers.length == 0 ? request.build() : request.headers(headers).build(), BodyHandlers.ofString());
    }
}
