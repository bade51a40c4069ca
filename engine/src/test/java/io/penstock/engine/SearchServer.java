package io.penstock.engine;

import io.penstock.local.Search;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The search service of the local stack, a real OpenSearch, on a free port in a process of its own: one for all tests of a JVM,
 * which ask for it by {@link Extension}; each test has indexes of its own. A test that kills it starts it again. Its class path
 * is that of module {@code search}.
 */
public final class SearchServer implements ExtensionContext.Store.CloseableResource, AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern COUNT = Pattern.compile("\"count\":(\\d+)");

    private final Search search;

    private SearchServer(Search search) {
        this.search = search;
    }

    /** Starts one of the test's own, with its data below the folder. */
    public static SearchServer start(Path folder) {
        return new SearchServer(Search.startTemporary(folder));
    }

    /** {@code http://127.0.0.1:<port>}. */
    public URI uri() {
        return URI.create(search.uri());
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        search.kill();
    }

    /** Starts it again on the same port, with its data. */
    public void startAgain() {
        search.start();
    }

    /** Sends a request, as an administrator does. @param body JSON or lines of it; empty for none */
    public HttpResponse<String> send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(uri().resolve(path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The body of an answer that says that it was done. */
    public String require(String method, String path, String body) {
        HttpResponse<String> answer = send(method, path, body);
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException("%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body()));
        }
        return answer.body();
    }

    /** The number of documents in an index, those of the last moment among them. */
    public long count(String index) {
        require("POST", "/" + index + "/_refresh", "");
        Matcher count = COUNT.matcher(require("GET", "/" + index + "/_count", ""));
        if (!count.find()) {
            throw new IllegalStateException("There is no count of " + index);
        }
        return Long.parseLong(count.group(1));
    }

    @Override
    public void close() {
        search.close();
    }

    /** Gives tests the server of their JVM. */
    public static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
            return parameter.getParameter().getType() == SearchServer.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext extension) {
            return extension
                    .getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(SearchServer.class, key -> start(temporaryFolder()), SearchServer.class);
        }

        private static Path temporaryFolder() {
            try {
                return Files.createTempDirectory(Path.of("target"), "search-").toAbsolutePath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
