package io.penstock.console;

import io.vertx.core.Future;
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
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API of a runtime, on 127.0.0.1.
 *
 * <p>Every request needs {@code Authorization: Bearer <token>} and a host of the loopback interface. Answers are JSON; errors
 * are {@code {"error", "log"?, "problems"?, "changes"?}} with a status that says whose they are. The paths are listed in
 * {@link PipelineRoutes}, {@link TestRoute}, {@link DashboardRoutes}, {@link DeadLetterRoutes} and {@link SqlRoute}.
 *
 * <p><b>Limits:</b> a body has at most 2 MiB. Requests run on bounded pools of threads, SQL on one of its own; what does not
 * fit is refused with 503. <b>Close:</b> statements are cancelled and open connections closed.
 */
public final class ConsoleServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);
    private static final long MAX_BODY = 20L << 20; // a pipeline file of 1 MiB with jars of 12 MB in base64
    private static final long WAIT_SECONDS = 20;
    private static final String LOOPBACK = "127.0.0.1";
    private static final Map<Integer, String> MESSAGES = Map.of(
            404, "Cannot find this path",
            405, "Cannot use this method on this path",
            413, "Cannot take the request, its body is larger than %d bytes".formatted(MAX_BODY));

    private final Vertx vertx;
    private final Workers workers;
    private final HttpServer server;

    private ConsoleServer(Vertx vertx, Workers workers, HttpServer server) {
        this.vertx = vertx;
        this.workers = workers;
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
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        // Vert.x calls methods here that Spark's Netty does not have yet
                        .setHttp2ClearTextEnabled(false))
                .requestHandler(router(vertx, services, workers, whenAskedToStop));
        try {
            await(server.listen(port, LOOPBACK)); // listen(port) takes all interfaces, whatever the options say
            return new ConsoleServer(vertx, workers, server);
        } catch (IOException e) {
            workers.close();
            vertx.close();
            throw new UncheckedIOException("Cannot listen on 127.0.0.1:%d, %s".formatted(port, e.getMessage()), e);
        }
    }

    private static Router router(Vertx vertx, ConsoleServices services, Workers workers, Runnable whenAskedToStop) {
        Exchange exchange = new Exchange(new ApiErrors(services.log()));
        Guard guard = new Guard(services.token());
        Router router = Router.router(vertx);
        router.route().handler(request -> admit(request, guard));
        router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        router.get("/api/health").handler(exchange.on(workers.quick(), request -> Health.of(services.deployments())));
        router.post("/api/shutdown")
                .handler(request -> {
                    request.addEndHandler(answered -> whenAskedToStop.run());
                    request.next();
                })
                .handler(exchange.on(workers.quick(), request -> Map.of("status", "stopping")));
        new PipelineRoutes(services, workers, exchange).addTo(router);
        new TestRoute(services, workers, exchange).addTo(router);
        new DashboardRoutes(services, workers, exchange).addTo(router);
        new DeadLetterRoutes(services, workers, exchange).addTo(router);
        new SqlRoute(services.sql(), workers, exchange).addTo(router);
        MESSAGES.forEach((status, message) ->
                router.errorHandler(status, request -> Exchange.send(request, ApiErrors.of(status, message))));
        router.errorHandler(500, request -> exchange.fail(request, failure(request)));
        router.errorHandler(400, request -> Exchange.send(request, ApiErrors.of(400, "Cannot read the request")));
        return router;
    }

    private static void admit(RoutingContext request, Guard guard) {
        request.put(Exchange.CONTEXT, request.vertx().getOrCreateContext());
        ApiErrors.@Nullable Answer refusal = guard.refusal(request.request());
        if (refusal == null) {
            request.next();
        } else {
            Exchange.send(request, refusal);
        }
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
        workers.close();
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
