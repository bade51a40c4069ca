package io.penstock.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.penstock.local.Home;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;

/** A runtime that is up in a home folder and answers what it was told to; other requests get 404. */
public final class FakeRuntime implements AutoCloseable {

    private final HttpServer server;
    private final String token;
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final List<String> requests = new ArrayList<>();

    private record Answer(int status, String body) {}

    private FakeRuntime(HttpServer server, String token) {
        this.server = server;
        this.token = token;
    }

    /** Starts one in the home below the folder. */
    public static FakeRuntime in(Path folder) throws IOException {
        Home home = Home.find(folder, Map.of()).create();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        FakeRuntime runtime = new FakeRuntime(server, home.loadToken());
        server.createContext("/", runtime::answer);
        server.start();
        Files.writeString(
                home.run().resolve("runtime.json"),
                "{\"pid\":1,\"port\":%d,\"started\":0}"
                        .formatted(server.getAddress().getPort()));
        return runtime.on("GET /api/health", 200, "{\"status\":\"up\"}");
    }

    /** Says what a request is answered with; the last answer to a request is repeated. */
    public FakeRuntime on(String request, int status, String body) {
        answers.computeIfAbsent(request, any -> new ArrayDeque<>()).add(new Answer(status, body));
        return this;
    }

    /** The requests that came, health checks aside: method, path and body. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!request.endsWith("/health")) {
            requests.add(body.isEmpty() ? request : request + " " + body);
        }
        boolean allowed =
                ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        Answer answer = allowed ? next(request) : new Answer(401, "{\"error\":\"no token\"}");
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private Answer next(String request) {
        Deque<Answer> left = answers.get(request);
        if (left == null) {
            return new Answer(404, "{\"error\":\"Cannot find what was asked for: %s\"}".formatted(request));
        }
        Answer next = left.getFirst();
        if (left.size() > 1) {
            left.removeFirst();
        }
        return next;
    }

    void assertRequests(String... expected) {
        Assertions.assertThat(requests()).containsExactly(expected);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
