package io.penstock.console;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The routes of the API, each with the role that it takes: there is no way to add one without saying so. This is the one place
 * where it is looked at.
 */
final class Routes {

    private final Router router;

    Routes(Router router) {
        this.router = router;
    }

    void get(Role least, String path, Handler<RoutingContext> handler) {
        add(HttpMethod.GET, least, path, handler);
    }

    void post(Role least, String path, Handler<RoutingContext> handler) {
        add(HttpMethod.POST, least, path, handler);
    }

    void delete(Role least, String path, Handler<RoutingContext> handler) {
        add(HttpMethod.DELETE, least, path, handler);
    }

    private void add(HttpMethod method, Role least, String path, Handler<RoutingContext> handler) {
        router.route(method, path)
                .putMetadata("role", least)
                .handler(request -> {
                    Caller caller = Caller.find(request);
                    if (caller == null) {
                        Exchange.send(request, Guard.missing().refusal());
                    } else if (caller.role().includes(least)) {
                        request.next();
                    } else {
                        Exchange.send(
                                request,
                                ApiErrors.of(
                                        403,
                                        "Cannot do this as %s, it takes the role %s and %s has %s"
                                                .formatted(
                                                        caller.name(),
                                                        least.word(),
                                                        caller.name(),
                                                        caller.role().word())));
                    }
                })
                .handler(handler);
    }
}
