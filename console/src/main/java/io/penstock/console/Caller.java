package io.penstock.console;

import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Who has sent a request.
 *
 * @param session through which, or nothing where the token of the home came with it
 */
record Caller(String name, Role role, @Nullable Session session) {

    private static final String KEY = "penstock.caller";

    void keepIn(RoutingContext request) {
        request.put(KEY, this);
    }

    /** Nobody where neither a token nor a session came with it. */
    static @Nullable Caller find(RoutingContext request) {
        return request.get(KEY);
    }

    /** @throws IllegalStateException when it is called for a route that is open to all */
    static Caller of(RoutingContext request) {
        Caller caller = find(request);
        if (caller == null) {
            throw new IllegalStateException("Cannot tell who sent the request, its route is open to all");
        }
        return caller;
    }
}
