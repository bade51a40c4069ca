package io.penstock.console;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API of a runtime and the web console, on 127.0.0.1.
 *
 * <p>Every request of the API but that to sign in needs {@code Authorization: Bearer <token>} or the cookie of a session, and the
 * role that its route takes; {@link Guard} and {@link Routes} are where that is looked at. Answers are JSON; errors
 * are {@code {"error", "log"?, "problems"?, "changes"?}} with a status that says whose they are. The paths are listed in
 * {@link SignInRoutes}, {@link PipelineRoutes}, {@link TestRoute}, {@link DashboardRoutes}, {@link DeadLetterRoutes}, {@link SqlRoute},
 * {@link TopicRoutes} and {@link EventRoute}; all others are {@link Pages}.
 *
 * <p><b>Limits:</b> a body has at most 20 MiB, and is taken from those only who may use the API. Requests run on bounded pools of threads, SQL on one of its own; what does not
 * fit is refused with 503. <b>Close:</b> statements are cancelled and open connections closed.
 */
public final class ConsoleServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);
    private static final long MAX_BODY = 20L << 20; // a pipeline file of 1 MiB with jars of 12 MB in base64
    private static final long WAIT_SECONDS = 20;
    private static final String LOOPBACK = "127.0.0.1";
    private static final String API = "/api/";
    private static final Map<Integer, String> MESSAGES = Map.of(
            404, "Cannot find this path",
            405, "Cannot use this method on this path",
            413, "Cannot take the request, its body is larger than %d bytes".formatted(MAX_BODY));

    private final Vertx vertx;
    private final Workers workers;
    private final EventStreams events;
    private final TopicRoutes topics;
    private final HttpServer server;

    private ConsoleServer(Vertx vertx, Workers workers, EventStreams events, TopicRoutes topics, HttpServer server) {
        this.vertx = vertx;
        this.workers = workers;
        this.events = events;
        this.topics = topics;
        this.server = server;
    }

    /**
     * Starts to serve.
     *
     * @param port 0 for any free one
     * @param whenAskedToStop called when somebody who asked for the end of the process has his answer; must not block
     * @throws UncheckedIOException when the port cannot be listened on
     */
    public static ConsoleServer start(ConsoleServices services, int port, Runnable whenAskedToStop) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1) // it only reads and writes
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        Workers workers = Workers.create();
        Exchange exchange = new Exchange(new ApiErrors(services.log()));
        Sessions sessions = new Sessions(Clock.systemUTC());
        EventStreams events = new EventStreams(sessions);
        TopicRoutes topics = new TopicRoutes(services, workers, exchange);
        Router router = router(vertx, new Guard(services.token(), sessions), exchange);
        SignInRoutes signIn = new SignInRoutes(
                sessions, new Users(services.home().resolve("users.yaml")), Clock.systemUTC(), workers, exchange);
        signIn.addOpen(router);
        router.route(API + "*").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        new Pages().addTo(router);
        Routes routes = new Routes(router);
        addProcess(routes, services, workers, exchange, whenAskedToStop);
        signIn.addTo(routes);
        new PipelineRoutes(services, workers, exchange).addTo(routes);
        new TestRoute(services, workers, exchange).addTo(routes);
        new DashboardRoutes(services, workers, exchange).addTo(routes);
        new DeadLetterRoutes(services, workers, exchange).addTo(routes);
        new SqlRoute(services.sql(), workers, exchange).addTo(routes);
        topics.addTo(routes);
        new EventRoute(services, events, workers, exchange).addTo(routes);
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        // Vert.x calls methods here that Spark's Netty does not have yet
                        .setHttp2ClearTextEnabled(false))
                .requestHandler(router);
        try {
            await(server.listen(port, LOOPBACK)); // listen(port) takes all interfaces, whatever the options say
            events.start();
            return new ConsoleServer(vertx, workers, events, topics, server);
        } catch (IOException e) {
            events.close();
            workers.close();
            vertx.close();
            throw new UncheckedIOException("Cannot listen on 127.0.0.1:%d, %s".formatted(port, e.getMessage()), e);
        }
    }

    /** What holds for all requests, in front of all routes. */
    private static Router router(Vertx vertx, Guard guard, Exchange exchange) {
        Router router = Router.router(vertx);
        router.route().handler(request -> admit(request, guard));
        MESSAGES.forEach((status, message) ->
                router.errorHandler(status, request -> Exchange.send(request, ApiErrors.of(status, message))));
        router.errorHandler(500, request -> exchange.fail(request, failure(request)));
        router.errorHandler(400, request -> Exchange.send(request, ApiErrors.of(400, "Cannot read the request")));
        return router;
    }

    private static void addProcess(
            Routes routes, ConsoleServices services, Workers workers, Exchange exchange, Runnable whenAskedToStop) {
        routes.get(
                Role.VIEWER, "/api/health", exchange.on(workers.quick(), request -> Health.of(services.deployments())));
        Handler<RoutingContext> answer = exchange.on(workers.quick(), request -> Map.of("status", "stopping"));
        routes.post(Role.OWNER, "/api/shutdown", request -> {
            request.addEndHandler(answered -> whenAskedToStop.run());
            answer.handle(request);
        });
    }

    private static void admit(RoutingContext request, Guard guard) {
        request.put(Exchange.CONTEXT, request.vertx().getOrCreateContext());
        Pages.secure(request.response());
        Guard.Finding finding = guard.look(request.request());
        ApiErrors.@Nullable Answer refusal = finding.refusal();
        String path = request.normalizedPath();
        if (refusal == null && finding.caller() == null && path.startsWith(API) && !SignInRoutes.open(path)) {
            refusal = Guard.missing().refusal(); // before its body is read
        }
        if (refusal != null) {
            Exchange.send(request, refusal);
            return;
        }
        if (finding.caller() != null) {
            finding.caller().keepIn(request);
        }
        request.next();
    }

    private static Throwable failure(RoutingContext request) {
        Throwable failure = request.failure();
        return failure == null ? new IllegalStateException("no reason") : failure;
    }

    /** The port it serves on. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        events.close();
        workers.close();
        topics.close();
        try {
            await(vertx.close());
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("HTTP server did not close");
        }
    }

    private static void await(Future<?> future) throws IOException {
        try {
            future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within %d s".formatted(WAIT_SECONDS), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the wait was interrupted", e);
        }
    }
}
