package io.penstock.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The console's files, out of the class path, to everybody: there is nothing secret in them, all data comes through the API.
 *
 * <p><b>Cache:</b> the names of scripts, styles and pictures have a hash of the content, so that they are kept for good; the page
 * that names them is asked for each time. What the client can unpack is sent packed.
 */
final class Pages {

    private static final String FOLDER = "/io/penstock/console/web/";
    private static final Pattern ASSET = Pattern.compile("[A-Za-z0-9_-]+\\.(js|css|svg)");
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "html", "text/html; charset=utf-8");
    private static final List<String> PAGES = List.of(
            "/",
            "/sign-in",
            "/pipelines",
            "/pipelines/*",
            "/dashboards",
            "/dashboards/*",
            "/dead-letters",
            "/dead-letters/*",
            "/sql",
            "/topics",
            "/topics/*");
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String EACH_TIME = "no-cache";

    /** Nothing but what this server has itself, no script or style within a page, and in no other's frame. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private final Map<String, Packed> files = new ConcurrentHashMap<>();

    private record Packed(Buffer packed, Buffer plain) {}

    void addTo(Router router) {
        router.get("/assets/:file").handler(this::asset);
        PAGES.forEach(path -> router.get(path).handler(this::page));
    }

    /** Puts what keeps browsers from mischief on any answer. */
    static void secure(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private void asset(RoutingContext request) {
        String name = request.pathParam("file");
        Packed file = ASSET.matcher(name).matches() ? find("assets/" + name) : null;
        if (file == null) {
            request.next();
        } else {
            send(request, file, name.substring(name.lastIndexOf('.') + 1), FOR_EVER);
        }
    }

    private void page(RoutingContext request) {
        Packed page = find("index.html");
        if (page == null) {
            request.next(); // built without the web sources
        } else {
            send(request, page, "html", EACH_TIME);
        }
    }

    private static void send(RoutingContext request, Packed file, String type, String cache) {
        String takes = request.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, TYPES.get(type))
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
                .putHeader(HttpHeaders.CACHE_CONTROL, cache);
        if (takes != null && takes.contains("gzip")) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            response.end(file.packed()).onFailure(gone -> response.reset());
        } else {
            response.end(file.plain()).onFailure(gone -> response.reset());
        }
    }

    private @Nullable Packed find(String name) {
        Packed known = files.get(name);
        if (known != null) {
            return known;
        }
        Buffer packed = load(name + ".gz");
        Buffer plain = load(name);
        if (packed == null || plain == null) {
            return null;
        }
        Packed found = new Packed(packed, plain);
        files.put(name, found);
        return found;
    }

    private static @Nullable Buffer load(String name) {
        try (InputStream in = Pages.class.getResourceAsStream(FOLDER + name)) {
            return in == null ? null : Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
