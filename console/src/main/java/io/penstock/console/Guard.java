package io.penstock.console;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who knows the token of the home folder and has come by a name of the loopback interface: a page in a browser that
 * another name was made to lead to this address (DNS rebinding) has not.
 */
final class Guard {

    private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]", "::1");
    private static final String SCHEME = "Bearer ";

    private final byte[] token;

    Guard(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /** @return why the request is refused, or nothing when it is welcome */
    ApiErrors.@Nullable Answer refusal(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        if (authority == null || !HOSTS.contains(authority.host())) {
            return ApiErrors.of(403, "Cannot serve the request, the host is not 127.0.0.1 or localhost");
        }
        String given = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (given == null || !given.startsWith(SCHEME) || !isToken(given.substring(SCHEME.length()))) {
            return ApiErrors.of(401, "Cannot serve the request, the token is missing or wrong");
        }
        return null;
    }

    /** Takes the same time wherever the difference is. */
    private boolean isToken(String given) {
        return MessageDigest.isEqual(token, given.strip().getBytes(StandardCharsets.UTF_8));
    }
}
