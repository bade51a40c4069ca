package io.penstock.cli.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.terminal.Json;
import io.penstock.local.Home;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Talks to the runtime of one home folder over HTTP on the loopback interface.
 *
 * <p>Every request has a limit in time. What the runtime refuses comes back as {@link ApiException}; a runtime that
 * cannot be reached as an {@link UnavailableException} that says what to type. Thread-safe.
 */
public final class RuntimeClient {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration HEALTH = Duration.ofSeconds(5);
    private static final Duration USUAL = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI base;
    private final String token;
    private final Path log;

    private RuntimeClient(int port, String token, Path log) {
        this.base = URI.create("http://127.0.0.1:" + port);
        this.token = token;
        this.log = log;
    }

    /** The client for a runtime at a port that is known, such as one that was started for a single command. */
    public static RuntimeClient at(int port, Home home) {
        return new RuntimeClient(port, home.loadToken(), home.log("runtime"));
    }

    /** The running runtime of the home; nothing where none is up. */
    public static Optional<RuntimeClient> find(Home home) {
        Optional<Integer> port = port(home);
        if (port.isEmpty() || !Files.isReadable(home.token())) {
            return Optional.empty();
        }
        RuntimeClient client = at(port.get(), home);
        return client.answers() ? Optional.of(client) : Optional.empty();
    }

    /**
     * The running runtime of the home.
     *
     * @throws UnavailableException when there is none: it says how to start one
     */
    public static RuntimeClient require(Home home) {
        return find(home)
                .orElseThrow(() -> new UnavailableException(
                        "Cannot reach the runtime, no local stack is up in %s%nStart it with: penstock up"
                                .formatted(home.root()),
                        null,
                        null));
    }

    private static Optional<Integer> port(Home home) {
        try {
            JsonNode state = Json.parse(Files.readString(home.run().resolve("runtime.json")));
            return Optional.of(state.path("port").asInt()).filter(port -> port > 0);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // being written or left by a crash: nobody is up who could be asked
        }
    }

    private boolean answers() {
        try {
            get("/api/health", HEALTH);
            return true;
        } catch (UnavailableException | ApiException e) {
            return false;
        }
    }

    public JsonNode get(String path) {
        return get(path, USUAL);
    }

    /** @return the answer's JSON */
    public JsonNode get(String path, Duration limit) {
        return read(send(request(path, limit).GET().build(), limit));
    }

    public JsonNode post(String path, @Nullable JsonNode body) {
        return post(path, body, USUAL);
    }

    public JsonNode post(String path, @Nullable JsonNode body, Duration limit) {
        return read(send(request(path, limit).POST(publisher(body)).build(), limit));
    }

    public JsonNode delete(String path) {
        return read(send(request(path, USUAL).DELETE().build(), USUAL));
    }

    /**
     * Posts, and hands over each line of the answer (JSON lines) as it comes.
     *
     * @param silence the longest time without a line
     * @throws ApiException also when the stream itself ends with an error
     */
    public void stream(String path, JsonNode body, Duration silence, Consumer<JsonNode> line) {
        stream(path, body, silence, new Cancellation(), line);
    }

    /**
     * As {@link #stream(String, JsonNode, Duration, Consumer)}, until it is cancelled.
     *
     * @throws CancelledException when it was
     */
    public void stream(
            String path, JsonNode body, Duration silence, Cancellation cancellation, Consumer<JsonNode> line) {
        HttpRequest request = request(path, silence).POST(publisher(body)).build();
        try {
            HttpResponse<InputStream> response = send(request, silence, cancellation);
            cancellation.ends(() -> close(response.body()));
            stream(response, silence, line);
        } catch (RuntimeException e) {
            if (!cancellation.cancelled()) {
                throw e;
            }
            throw new CancelledException(e);
        }
        if (cancellation.cancelled()) {
            throw new CancelledException(null);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stream(HttpResponse<InputStream> response, Duration silence, Consumer<JsonNode> line) {
        try (Silence watch = new Silence(response.body(), silence);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            if (failed(response)) {
                throw ApiException.of(response.statusCode(), reader.lines().reduce("", String::concat));
            }
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                watch.heard();
                JsonNode json = Json.parse(text);
                if (json.has("error")) {
                    throw ApiException.inStream(json);
                }
                line.accept(json);
            }
            if (watch.expired()) {
                throw gone("no line of the answer within %d s".formatted(silence.toSeconds()), null);
            }
        } catch (IOException e) {
            throw gone("the connection ended in the middle of the answer", e);
        }
    }

    /** A part of a path, such as a name that the user typed. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        return HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .timeout(limit);
    }

    private static BodyPublisher publisher(@Nullable JsonNode body) {
        return body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.line(body));
    }

    private JsonNode read(HttpResponse<InputStream> response) {
        try (InputStream body = response.body();
                Silence watch = new Silence(body, USUAL)) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            if (watch.expired()) {
                throw gone("the answer did not end within %d s".formatted(USUAL.toSeconds()), null);
            }
            if (failed(response)) {
                throw ApiException.of(response.statusCode(), text);
            }
            return Json.parse(text.isEmpty() ? "{}" : text);
        } catch (IOException e) {
            throw gone("the connection ended in the middle of the answer", e);
        }
    }

    private static boolean failed(HttpResponse<?> response) {
        return response.statusCode() >= 400;
    }

    private HttpResponse<InputStream> send(HttpRequest request, Duration limit) {
        return send(request, limit, new Cancellation());
    }

    private HttpResponse<InputStream> send(HttpRequest request, Duration limit, Cancellation cancellation) {
        CompletableFuture<HttpResponse<InputStream>> answer = http.sendAsync(request, BodyHandlers.ofInputStream());
        cancellation.ends(() -> answer.cancel(true)); // closes the connection
        try {
            return answer.get();
        } catch (CancellationException e) {
            throw gone("the request was cancelled", e);
        } catch (ExecutionException e) {
            throw gone(e.getCause(), limit);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw gone("the wait was interrupted", e);
        }
    }

    private UnavailableException gone(Throwable failure, Duration limit) {
        if (failure instanceof HttpConnectTimeoutException || failure instanceof ConnectException) {
            return gone("nobody answers at %s".formatted(base), failure);
        }
        return failure instanceof HttpTimeoutException
                ? gone("no answer within %d s".formatted(limit.toSeconds()), failure)
                : gone("the connection broke", failure);
    }

    /** The failure of a request whose answer makes no sense; it names the runtime's log. */
    public UnavailableException unavailable(String message) {
        return new UnavailableException(message, null, log);
    }

    private UnavailableException gone(String why, @Nullable Throwable cause) {
        return new UnavailableException(
                "Cannot reach the runtime, %s%nSee how the stack is: penstock status".formatted(why), cause, log);
    }
}
