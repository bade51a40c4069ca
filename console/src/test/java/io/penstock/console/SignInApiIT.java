package io.penstock.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.console.TestConsole.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, and what each may do, over HTTP. */
@Timeout(120)
class SignInApiIT {

    private static final String PASSWORD = "correct horse battery";
    private static final String UNKNOWN = "{\"error\":\"Cannot serve the request, the token is missing or wrong\"}";

    @TempDir
    static Path folder;

    private static TestConsole console;

    /** A browser that is signed in. */
    private record Browser(String cookie, String csrf) {}

    @BeforeAll
    static void start() {
        console = new TestConsole(folder);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void aLinkSignsInOnce() {
        String code = code();

        HttpResponse<String> first = signIn(Map.of("code", code), own());
        HttpResponse<String> second = signIn(Map.of("code", code), own());

        assertThat(first.statusCode()).isEqualTo(200);
        JsonNode session = TestConsole.parse(first.body());
        assertThat(session.path("name").asText()).isEqualTo("owner");
        assertThat(session.path("role").asText()).isEqualTo("editor");
        assertThat(first.headers().firstValue("Set-Cookie").orElseThrow())
                .matches("penstock-%d=[A-Za-z0-9_-]{43}; Path=/; HTTPOnly; SameSite=Strict".formatted(console.port()));
        assertThat(second.statusCode()).isEqualTo(401);
        assertThat(second.body())
                .isEqualTo(
                        "{\"error\":\"Cannot sign in, the link was used before or is too old. Ask for another with: penstock console\"}");
    }

    @Test
    void openingALinkUsesItNotUp() {
        String code = code();

        HttpResponse<String> page = send(plain("/sign-in?code=" + code).build());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(signIn(Map.of("code", code), own()).statusCode()).isEqualTo(200);
    }

    @Test
    void anotherSiteCannotSignAnybodyIn() {
        HttpResponse<String> foreign = signIn(Map.of("code", code()), "http://evil.example");
        HttpResponse<String> none = signIn(Map.of("code", code()), null);

        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.body())
                .isEqualTo("{\"error\":\"Cannot sign in, the request does not come from a page of this console\"}");
        assertThat(none.statusCode()).isEqualTo(403);
    }

    @Test
    void nobodyUnknownGetsAnswersOfTheApi() {
        List<String> paths = List.of(
                "/api/health",
                "/api/pipelines",
                "/api/events",
                "/api/topics",
                "/api/users",
                "/api/none",
                "/x/../api/pipelines");

        for (String path : paths) {
            HttpResponse<String> answer = send(plain(path).build());
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.body()).as(path).isEqualTo(UNKNOWN);
        }
        HttpResponse<String> stop = send(plain("/api/shutdown")
                .header("Origin", own())
                .POST(BodyPublishers.noBody())
                .build());
        assertThat(stop.statusCode()).isEqualTo(401);
        assertThat(console.stops()).isZero();
    }

    @Test
    void aChangeNeedsThePageThatKnowsTheSession() {
        Browser browser = signedIn(Map.of("code", code()));

        Answer without = change(browser, "/api/validate", own(), null);
        Answer wrong = change(browser, "/api/validate", own(), "guessed");
        Answer foreign = change(browser, "/api/validate", "http://evil.example", browser.csrf());
        Answer right = change(browser, "/api/validate", own(), browser.csrf());

        for (Answer refused : List.of(without, wrong, foreign)) {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.text())
                    .isEqualTo(
                            "{\"error\":\"Cannot serve the request, it does not come from a page of this console\"}");
        }
        assertThat(right.status()).isEqualTo(400); // it has no text, which is found out once it is let in
    }

    @Test
    void aViewerLooksAndQueriesAndChangesNothing() {
        addUser("ann", "viewer");
        Browser ann = signedIn(Map.of("name", "ann", "password", PASSWORD));

        assertThat(look(ann, "/api/pipelines").status()).isEqualTo(200);
        assertThat(look(ann, "/api/users").status()).isEqualTo(403);
        assertThat(change(ann, "/api/sql", own(), ann.csrf(), "{\"sql\":\"SELECT 1 AS one\"}")
                        .text())
                .contains("{\"row\":[1]}");
        Stream.of(
                        "/api/pipelines/apply",
                        "/api/validate",
                        "/api/test",
                        "/api/pipelines/x/start",
                        "/api/pipelines/x/stop",
                        "/api/pipelines/x/reset",
                        "/api/pipelines/x/verify",
                        "/api/pipelines/x/record",
                        "/api/pipelines/x/dead-letters/replay")
                .forEach(path -> {
                    Answer answer = change(ann, path, own(), ann.csrf());
                    assertThat(answer.status()).as(path).isEqualTo(403);
                    assertThat(answer.text())
                            .isEqualTo(
                                    "{\"error\":\"Cannot do this as ann, it takes the role editor and ann has viewer\"}");
                });
        assertThat(change(ann, "/api/sql", own(), ann.csrf(), "{\"sql\":\"DROP TABLE x\",\"write\":true}")
                        .text())
                .isEqualTo("{\"error\":\"Cannot run a statement that may write, it takes the role editor\"}");
    }

    @Test
    void whatIsTheOwnersAloneIsNotAnEditors() {
        addUser("bob", "editor");
        Browser bob = signedIn(Map.of("name", "bob", "password", PASSWORD));

        assertThat(change(bob, "/api/validate", own(), bob.csrf()).status()).isEqualTo(400);
        for (String path : List.of("/api/shutdown", "/api/users", "/api/sign-in/links")) {
            assertThat(change(bob, path, own(), bob.csrf()).text())
                    .isEqualTo("{\"error\":\"Cannot do this as bob, it takes the role owner and bob has editor\"}");
        }
        assertThat(console.stops()).isZero();
    }

    @Test
    void aLinkLeadsToAPageOfTheConsoleAndNowhereElse() {
        Answer made = console.post("/api/sign-in/links", Map.of("next", "/dashboards/cabs/city"));

        assertThat(made.json().path("link").asText())
                .startsWith(own() + "/sign-in?code=")
                .endsWith("&next=%2Fdashboards%2Fcabs%2Fcity");
        for (String other :
                List.of("https://example.com/", "//example.com", "/\\example.com", "sql", "/a?b", "/a b", "")) {
            Answer refused = console.post("/api/sign-in/links", Map.of("next", other));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().path("error").asText())
                    .isEqualTo("Cannot make a link, next is no path of the console: '%s'".formatted(other));
        }
    }

    @Test
    void aWrongPasswordIsRefusedAndManyHaveToWait() {
        addUser("carol", "viewer");
        Map<String, String> wrong = Map.of("name", "carol", "password", "wrong horse battery");

        for (int attempt = 0; attempt < 4; attempt++) {
            HttpResponse<String> refused = signIn(wrong, own());
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).isEqualTo("{\"error\":\"Cannot sign in, name or password is wrong\"}");
        }
        HttpResponse<String> fifth = signIn(Map.of("name", "carol", "password", PASSWORD), own());

        assertThat(fifth.statusCode()).isEqualTo(429);
        assertThat(fifth.body())
                .isEqualTo("{\"error\":\"Cannot sign in yet, there were too many attempts; try again in 1 s\"}");
    }

    @Test
    void signingOutEndsTheSessionAndItsPages() throws IOException, InterruptedException {
        Browser browser = signedIn(Map.of("code", code()));
        HttpResponse<InputStream> events = console.http()
                .send(plain("/api/events").header("Cookie", browser.cookie()).build(), BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            assertThat(awaitLine(lines, "data: ")).contains("\"pipelines\":");

            assertThat(change(browser, "/api/sign-out", own(), browser.csrf()).status())
                    .isEqualTo(200);

            assertThat(awaitLine(lines, "event: ")).isEqualTo("event: end");
            assertThat(lines.lines().toList()).containsExactly("data: {}", "");
        }
        assertThat(look(browser, "/api/pipelines").status()).isEqualTo(401);
        assertThat(look(browser, "/api/session").text()).isEqualTo("{\"name\":null}");
    }

    @Test
    void aUserWhoIsRemovedIsSignedOut() {
        addUser("dora", "viewer");
        Browser dora = signedIn(Map.of("name", "dora", "password", PASSWORD));
        assertThat(look(dora, "/api/pipelines").status()).isEqualTo(200);

        Answer removed =
                console.send(console.request("/api/users/dora").DELETE().build());

        assertThat(removed.text()).isEqualTo("{\"name\":\"dora\"}");
        assertThat(look(dora, "/api/pipelines").status()).isEqualTo(401);
        assertThat(console.get("/api/users").text()).doesNotContain("dora", "pbkdf2");
    }

    @Test
    void everyAnswerKeepsBrowsersFromMischief() {
        for (String path : List.of("/", "/api/pipelines", "/none")) {
            HttpResponse<String> answer = send(plain(path).build());
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        }
    }

    @Test
    void filesAreKeptByBrowsersForAsLongAsTheyAreTheSame() {
        HttpResponse<String> page = send(plain("/").build());
        String script = page.body().replaceFirst("(?s).*src=\"(/assets/[^\"]+\\.js)\".*", "$1");

        HttpResponse<String> found = send(plain(script).build());

        assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
        assertThat(found.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
        assertThat(send(plain("/assets/..%2findex.html").build()).statusCode()).isEqualTo(404);
    }

    private static String awaitLine(BufferedReader lines, String start) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(start)) {
                return line;
            }
        }
        throw new AssertionError("The stream ended before a line with: " + start);
    }

    private static String own() {
        return "http://127.0.0.1:" + console.port();
    }

    private static String code() {
        String link = console.post("/api/sign-in/links", "").json().path("link").asText();
        assertThat(link).startsWith(own() + "/sign-in?code=");
        return link.substring(link.indexOf('=') + 1);
    }

    private static void addUser(String name, String role) {
        Answer added = console.post("/api/users", Map.of("name", name, "role", role, "password", PASSWORD));
        assertThat(added.text()).isEqualTo("{\"name\":\"%s\",\"role\":\"%s\"}".formatted(name, role));
    }

    private static Browser signedIn(Map<String, String> body) {
        HttpResponse<String> answer = signIn(body, own());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return new Browser(
                cookie.substring(0, cookie.indexOf(';')),
                TestConsole.parse(answer.body()).path("csrf").asText());
    }

    private static HttpResponse<String> signIn(Map<String, String> body, @Nullable String origin) {
        HttpRequest.Builder request = plain("/api/sign-in")
                .POST(BodyPublishers.ofString(new String(ApiJson.bytes(body), StandardCharsets.UTF_8)));
        return send((origin == null ? request : request.header("Origin", origin)).build());
    }

    private static Answer look(Browser browser, String path) {
        return console.send(plain(path).header("Cookie", browser.cookie()).build());
    }

    private static Answer change(Browser browser, String path, String origin, @Nullable String csrf) {
        return change(browser, path, origin, csrf, "{}");
    }

    private static Answer change(Browser browser, String path, String origin, @Nullable String csrf, String body) {
        HttpRequest.Builder request = plain(path)
                .header("Cookie", browser.cookie())
                .header("Origin", origin)
                .POST(BodyPublishers.ofString(body));
        return console.send((csrf == null ? request : request.header(Guard.CSRF, csrf)).build());
    }

    private static HttpRequest.Builder plain(String path) {
        return HttpRequest.newBuilder(URI.create(own() + path));
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return console.http().send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
