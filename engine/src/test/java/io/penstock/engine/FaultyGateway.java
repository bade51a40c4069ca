package io.penstock.engine;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Stands before an OpenSearch as a gateway does, and has faults on demand; Amazon's wants signatures, too. */
final class FaultyGateway implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI target;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Queue<Integer> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger bulks = new AtomicInteger();
    private volatile int mostBytes = Integer.MAX_VALUE;
    private volatile @Nullable SignatureCheck signatures;
    private final AtomicReference<Set<Integer>> noRoom = new AtomicReference<>(Set.of());
    private volatile Runnable atFault = () -> {};

    FaultyGateway(URI target) {
        this.target = target;
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next bulk requests get these answers; 0 is none at all. */
    void answerBulksWith(int... statuses) {
        for (int status : statuses) {
            faults.add(status);
        }
    }

    /** The next bulk request finds no room for single items, by their places in it. */
    void refuseOnce(Set<Integer> items) {
        noRoom.set(items);
    }

    /** Larger requests are refused as too large. */
    void limitTo(int bytes) {
        mostBytes = bytes;
    }

    /** Requests have to be signed as Amazon wants it. */
    void requireSignatures(SignatureCheck by) {
        signatures = by;
    }

    /** Happens before a bulk request gets its fault. */
    void atFault(Runnable happens) {
        atFault = happens;
    }

    /** How many bulk requests came, those with faults too. */
    int bulks() {
        return bulks.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            SignatureCheck check = signatures;
            String refusal = check == null
                    ? null
                    : check.refusal(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders(),
                            body,
                            Instant.now());
            if (refusal != null) {
                String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(refusal));
                answer(exchange, 403, ("{\"message\":\"" + quoted + "\"}").getBytes(StandardCharsets.UTF_8));
                return;
            }
            if (exchange.getRequestURI().getPath().endsWith("_bulk")) {
                bulks.incrementAndGet();
                if (body.length > mostBytes) {
                    answer(exchange, 413, "<html>Request Entity Too Large</html>".getBytes(StandardCharsets.UTF_8));
                    return;
                }
                Integer fault = faults.poll();
                if (fault != null) {
                    atFault.run();
                    if (fault != 0) {
                        answer(
                                exchange,
                                fault,
                                "{\"error\":{\"type\":\"es_rejected_execution_exception\",\"reason\":\"rejected execution\"}}"
                                        .getBytes(StandardCharsets.UTF_8));
                    }
                    return;
                }
                Set<Integer> refused = noRoom.getAndSet(Set.of());
                if (!refused.isEmpty()) {
                    answer(exchange, 200, partly(exchange, body, refused));
                    return;
                }
            }
            HttpResponse<byte[]> response = forward(exchange, body);
            answer(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Forwards the items that are not refused. @return the answer as if all had been there */
    private byte[] partly(HttpExchange exchange, byte[] body, Set<Integer> refused)
            throws IOException, InterruptedException {
        Iterator<String> lines =
                new String(body, StandardCharsets.UTF_8).lines().iterator();
        StringBuilder admitted = new StringBuilder();
        ArrayNode items = JSON.createArrayNode();
        for (int i = 0; lines.hasNext(); i++) {
            String action = lines.next();
            String item = action.startsWith("{\"delete\"") ? action : action + "\n" + lines.next();
            if (refused.contains(i)) {
                items.addObject().putObject("index").put("status", 429);
            } else {
                admitted.append(item).append('\n');
                items.addNull();
            }
        }
        if (!admitted.isEmpty()) {
            HttpResponse<byte[]> response =
                    forward(exchange, admitted.toString().getBytes(StandardCharsets.UTF_8));
            Iterator<JsonNode> answered =
                    JSON.readTree(response.body()).path("items").iterator();
            for (int i = 0; i < items.size(); i++) {
                if (!refused.contains(i)) {
                    items.set(i, answered.next());
                }
            }
        }
        return JSON.writeValueAsBytes(JSON.createObjectNode().set("items", items));
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                .header(
                        "Content-Type",
                        String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
