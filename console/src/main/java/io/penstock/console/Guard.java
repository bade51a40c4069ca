package io.penstock.console;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who sends a request, and lets in by names of the loopback interface only: a page in a browser that another name was
 * made to lead to this address (DNS rebinding) comes by another.
 *
 * <p>With the token of the home a request is its owner's. With the cookie of a session it is that user's; where it changes
 * something, it also has to come from a page of this server ({@code Origin}) that knows the session's own token
 * ({@value #CSRF}): neither another site nor a form can send such a request. What somebody may do is told beside the
 * {@link Routes}.
 */
final class Guard {

    static final String CSRF = "X-Penstock-Csrf";

    private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]", "::1");
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final String SCHEME = "Bearer ";
    static final String OWNER = "owner";

    private final String token;
    private final Sessions sessions;

    Guard(String token, Sessions sessions) {
        this.token = token;
        this.sessions = sessions;
    }

    /** What is known of a request's sender. */
    record Finding(@Nullable Caller caller, ApiErrors.@Nullable Answer refusal) {}

    Finding look(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        if (authority == null || !HOSTS.contains(authority.host())) {
            return refused(403, "Cannot serve the request, the host is not 127.0.0.1 or localhost");
        }
        String given = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (given != null) {
            return given.startsWith(SCHEME)
                            && Secrets.equal(
                                    token, given.substring(SCHEME.length()).strip())
                    ? new Finding(new Caller(OWNER, Role.OWNER, null), null)
                    : missing();
        }
        Cookie cookie = request.getCookie(cookieName(request));
        Session session = cookie == null ? null : sessions.use(cookie.getValue());
        if (session == null) {
            return new Finding(null, null);
        }
        if (!READING.contains(request.method()) && !(fromOwnPage(request) && knowsCsrf(request, session))) {
            return refused(403, "Cannot serve the request, it does not come from a page of this console");
        }
        return new Finding(new Caller(session.name(), session.role(), session), null);
    }

    /** The answer to somebody unknown. */
    static Finding missing() {
        return refused(401, "Cannot serve the request, the token is missing or wrong");
    }

    /** Whether a page of this server sends the request, as browsers tell. */
    static boolean fromOwnPage(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        return authority != null
                && ("http://" + authority.host() + ":" + request.localAddress().port())
                        .equals(request.getHeader(HttpHeaders.ORIGIN));
    }

    private static boolean knowsCsrf(HttpServerRequest request, Session session) {
        String given = request.getHeader(CSRF);
        return given != null && Secrets.equal(session.csrf(), given);
    }

    /** By port: a browser sends the cookies of a host to all its ports, and each home has its own. */
    static String cookieName(HttpServerRequest request) {
        return "penstock-" + request.localAddress().port();
    }

    private static Finding refused(int status, String message) {
        return new Finding(null, ApiErrors.of(status, message));
    }
}
