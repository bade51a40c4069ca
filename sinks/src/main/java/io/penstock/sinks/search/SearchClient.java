package io.penstock.sinks.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Asks a cluster over HTTP: one client a process and cluster, which keeps its connections. Thread-safe. */
final class SearchClient {

    /** There is an index of the name. */
    static final String ALREADY_EXISTS = "resource_already_exists_exception";

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60); // until it begins
    private static final Duration WHOLE_ANSWER_LIMIT = Duration.ofSeconds(90);
    private static final byte[] NOTHING = {};
    private static final int NOT_FOUND = 404;
    private static final int SERVER_FAILS = 500;
    private static final Map<SearchSettings, SearchClient> CLIENTS = new ConcurrentHashMap<>();

    private final SearchSettings settings;
    private final HttpClient http;
    private final @Nullable String authorization;
    private final @Nullable AmazonSigner signer;
    private final AtomicInteger host = new AtomicInteger();

    /** An answer. @param body missing where there is none, or none in JSON */
    record Answer(int status, JsonNode body) {

        boolean good() {
            return status < 300;
        }

        /** Whether the failure is of a type of OpenSearch's. */
        boolean isOf(String type) {
            return body.path("error").path("type").asText("").equals(type);
        }

        /** Why not, in OpenSearch's words. */
        String reason() {
            String reason = SearchErrors.reasonOf(body);
            return reason.isEmpty() ? "HTTP status " + status : reason;
        }
    }

    private SearchClient(SearchSettings settings) {
        this.settings = settings;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT);
        if (settings.certificates() != null) {
            builder.sslContext(trusting(settings.certificates()));
        }
        this.http = builder.build();
        this.authorization = settings.user() == null
                ? null
                : "Basic "
                        + Base64.getEncoder()
                                .encodeToString((settings.user() + ":"
                                                + (settings.password() == null ? "" : settings.password()))
                                        .getBytes(StandardCharsets.UTF_8));
        this.signer = settings.signing() == null ? null : AmazonSigner.of(settings.signing());
    }

    static SearchClient of(SearchSettings settings) {
        return CLIENTS.computeIfAbsent(settings, SearchClient::new);
    }

    private static SSLContext trusting(String certificates) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificates.getBytes(StandardCharsets.US_ASCII)))) {
                trusted.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("Cannot trust the certificates of OpenSearch, " + e.getMessage(), e);
        }
    }

    SearchSettings settings() {
        return settings;
    }

    /**
     * Asks once a host, until one answers.
     *
     * @param what what is done, for messages: {@code create index web-hits}
     * @throws SearchUnavailableException when none answers, or the user may not
     */
    Answer call(String what, String method, String path, @Nullable JsonNode body) {
        byte[] sent = body == null ? NOTHING : body.toString().getBytes(StandardCharsets.UTF_8);
        IOException failure = null;
        for (int i = 0; i < settings.hosts().size(); i++) {
            try {
                HttpRequest request = request(what, method, path, sent, sent.length, "application/json");
                return admitted(what, answer(send(request)));
            } catch (IOException e) {
                failure = e;
                host.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SearchUnavailableException("Cannot " + what + ", the thread was interrupted", e);
            }
        }
        throw unavailable(what, failure);
    }

    /** Waits for the answer with its body, which the request's own limit does not cover (JDK-8208693). */
    private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return answer.get(WHOLE_ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("the answer did not end");
        } finally {
            answer.cancel(true); // where it is still awaited
        }
    }

    /**
     * Sends the bulk body without waiting; the answer is neither checked nor repeated.
     *
     * @param what what is done, for messages
     * @throws SearchUnavailableException when the request cannot be signed
     */
    CompletableFuture<Answer> bulk(String what, String path, byte[] body, int length) {
        return http.sendAsync(
                        request(what, "POST", path, body, length, "application/x-ndjson"), BodyHandlers.ofByteArray())
                .thenApply(SearchClient::answer);
    }

    /** The next call goes to another host, where there is one. */
    void changeHost() {
        host.incrementAndGet();
    }

    /** The answer, unless it says that the user may not, or that the server fails. */
    Answer admitted(String what, Answer answer) {
        if (answer.status == 401 || answer.status == 403) {
            throw new SearchUnavailableException(
                    "Cannot %s, %s refuses: %s (%s)".formatted(what, settings, answer.reason(), settings.identity()),
                    null);
        }
        if (answer.status >= SERVER_FAILS || answer.status == 429) {
            throw new SearchUnavailableException(
                    "Cannot %s, %s fails: %s".formatted(what, settings, answer.reason()), null);
        }
        return answer;
    }

    /** @throws SearchUnavailableException with OpenSearch's reason, unless the answer is good */
    void requireGood(String what, Answer answer) {
        if (!answer.good()) {
            throw new SearchUnavailableException(
                    "Cannot %s, %s refuses: %s".formatted(what, settings, answer.reason()), null);
        }
    }

    /** Deletes an index, if there is one. */
    void delete(String what, String index) {
        Answer answer = call(what, "DELETE", "/" + URLEncoder.encode(index, StandardCharsets.UTF_8), null);
        if (answer.status != NOT_FOUND) {
            requireGood(what, answer);
        }
    }

    SearchUnavailableException unavailable(String what, @Nullable Throwable failure) {
        String why = failure == null ? "" : SearchErrors.words(failure);
        return new SearchUnavailableException(
                "Cannot %s, %s does not answer%s".formatted(what, settings, why.isEmpty() ? "" : ": " + why), failure);
    }

    private HttpRequest request(String what, String method, String path, byte[] body, int length, String type) {
        URI node =
                settings.hosts().get(Math.floorMod(host.get(), settings.hosts().size()));
        URI uri = URI.create(node.getScheme() + "://" + node.getAuthority() + path);
        BodyPublisher sent = length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body, 0, length);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER_LIMIT)
                .header("Content-Type", type)
                .method(method, sent);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (signer != null) {
            signer.headers(what, method, uri, type, body, length).forEach(request::setHeader);
        }
        return request.build();
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        try {
            JsonNode body = response.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(response.body());
            return new Answer(response.statusCode(), body);
        } catch (JsonProcessingException e) {
            return new Answer(response.statusCode(), MissingNode.getInstance()); // a proxy's page
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read bytes in memory", e);
        }
    }
}
