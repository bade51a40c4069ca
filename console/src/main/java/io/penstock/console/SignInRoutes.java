package io.penstock.console;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who comes in, and who may.
 *
 * <pre>
 * POST   /api/sign-in         {code} | {name, password}   -> session, and a cookie; open to all
 * POST   /api/sign-in/links     {next?}                     -> {link, expires_seconds}
 * GET    /api/session                                     -> {name, role, csrf}, or {name: null}; open to all
 * POST   /api/sign-out                                    -> {}
 * GET    /api/users                                       -> [{name, role}]
 * POST   /api/users           {name, role, password}      -> {name, role}
 * DELETE /api/users/NAME                                  -> {name}
 * </pre>
 *
 * {@code next} is the path of the page that the link leads to, {@code /} where it is left out. It is of this console: neither a link of
 * ours nor one that somebody has made up leads to another host.
 *
 * <p>Nothing is done by opening a link: its page sends the code. So what looks at links before people do uses none up.
 */
final class SignInRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(SignInRoutes.class);
    private static final long MAX_BODY = 4 << 10;
    private static final String PATH = "/api/sign-in";
    private static final String SESSION = "/api/session";

    private final Sessions sessions;
    private final SignInCodes codes;
    private final Attempts attempts;
    private final Users users;
    private final Workers workers;
    private final Exchange exchange;

    SignInRoutes(Sessions sessions, Users users, Clock clock, Workers workers, Exchange exchange) {
        this.sessions = sessions;
        this.codes = new SignInCodes(clock);
        this.attempts = new Attempts(clock);
        this.users = users;
        this.workers = workers;
        this.exchange = exchange;
    }

    /** Whether anybody may ask there. */
    static boolean open(String path) {
        return path.equals(PATH) || path.equals(SESSION);
    }

    /** The two routes that are open to all; in front of what takes large bodies. */
    void addOpen(Router router) {
        router.post(PATH)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .handler(exchange.on(workers.slow(), this::signIn));
        router.get(SESSION).handler(exchange.on(workers.quick(), request -> shown(Caller.find(request))));
    }

    void addTo(Routes routes) {
        routes.post(Role.OWNER, PATH + "/links", exchange.on(workers.quick(), this::link));
        routes.post(Role.VIEWER, "/api/sign-out", exchange.on(workers.quick(), this::signOut));
        routes.get(Role.OWNER, "/api/users", exchange.on(workers.slow(), request -> users.list()));
        routes.post(Role.OWNER, "/api/users", exchange.on(workers.slow(), this::add));
        routes.delete(Role.OWNER, "/api/users/:name", exchange.on(workers.slow(), this::remove));
    }

    private Object link(RoutingContext request) {
        String next = Query.body(request, ApiRequests.Link.class).next();
        String link = "http://127.0.0.1:%d/sign-in?code=%s%s"
                .formatted(
                        request.request().localAddress().port(),
                        codes.create(),
                        next == null ? "" : "&next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
        return Map.of("link", link, "expires_seconds", SignInCodes.LIFE.toSeconds());
    }

    private Object signIn(RoutingContext request) {
        if (!Guard.fromOwnPage(request.request())) {
            throw new RefusedRequestException(
                    403, "Cannot sign in, the request does not come from a page of this console");
        }
        ApiRequests.SignIn body = Query.body(request, ApiRequests.SignIn.class);
        Sessions.Begun begun = body.code() == null ? byPassword(body) : byCode(body.code());
        request.response().addCookie(cookie(request.request(), begun.secret()));
        Session session = begun.session();
        LOG.atInfo().addKeyValue("user", session.name()).log("signed in");
        return shown(new Caller(session.name(), session.role(), session));
    }

    private Sessions.Begun byCode(String code) {
        if (!codes.take(code)) {
            throw new RefusedRequestException(
                    401,
                    "Cannot sign in, the link was used before or is too old. Ask for another with: penstock console");
        }
        return sessions.begin(Guard.OWNER, Role.EDITOR);
    }

    private Sessions.Begun byPassword(ApiRequests.SignIn body) {
        String name = body.name() == null ? "" : body.name();
        Duration pause = attempts.begin(name);
        if (pause != null) {
            throw new RefusedRequestException(
                    429,
                    "Cannot sign in yet, there were too many attempts; try again in %d s"
                            .formatted(pause.toSeconds() + 1));
        }
        Role role = users.check(name, body.password() == null ? "" : body.password());
        if (role == null) {
            attempts.failed(name);
            LOG.atWarn().log("sign-in refused"); // without the name: people type passwords into the wrong field
            throw new RefusedRequestException(401, "Cannot sign in, name or password is wrong");
        }
        attempts.succeeded(name);
        return sessions.begin(name, role);
    }

    private static Cookie cookie(HttpServerRequest request, String value) {
        return Cookie.cookie(Guard.cookieName(request), value)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setPath("/");
    }

    private Object signOut(RoutingContext request) {
        Session session = Caller.of(request).session();
        if (session != null) {
            sessions.end(session.key());
            request.response().addCookie(cookie(request.request(), "").setMaxAge(0));
        }
        return Map.of();
    }

    private static Map<String, @Nullable Object> shown(@Nullable Caller caller) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("name", caller == null ? null : caller.name());
        if (caller != null) {
            Session session = caller.session();
            shown.put("role", caller.role().word());
            shown.put("csrf", session == null ? null : session.csrf());
        }
        return shown;
    }

    private Object add(RoutingContext request) {
        ApiRequests.User body = Query.body(request, ApiRequests.User.class);
        Users.Shown added = users.put(body.name(), body.role(), body.password());
        sessions.endAllOf(added.name());
        return added;
    }

    private Object remove(RoutingContext request) {
        String name = Query.name(request);
        users.remove(name);
        sessions.endAllOf(name);
        return Map.of("name", name);
    }
}
