package io.penstock.console;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs the work of requests away from the event loop, and brings results and failures back to it. */
final class Exchange {

    /** The work of one request. */
    interface Work {
        Object answer(RoutingContext request) throws Exception;
    }

    /** Work that ends later, without a thread that waits for it. */
    interface LaterWork {
        CompletionStage<?> answer(RoutingContext request) throws Exception;
    }

    private final ApiErrors errors;

    Exchange(ApiErrors errors) {
        this.errors = errors;
    }

    Handler<RoutingContext> on(Executor pool, Work work) {
        return request -> execute(request, pool, () -> send(request, 200, work.answer(request)));
    }

    Handler<RoutingContext> later(Executor pool, LaterWork work) {
        return request -> execute(request, pool, () -> {
            CompletionStage<?> unused = work.answer(request).whenComplete((answer, failure) -> {
                if (failure == null) {
                    send(request, 200, answer);
                } else {
                    fail(request, failure.getCause() == null ? failure : failure.getCause());
                }
            });
        });
    }

    /** Work that writes the response itself. */
    interface Raw {
        void run() throws Exception;
    }

    void execute(RoutingContext request, Executor pool, Raw work) {
        try {
            pool.execute(() -> {
                try {
                    work.run();
                } catch (Exception | Error e) { // without an answer the client would wait for ever
                    fail(request, e);
                }
            });
        } catch (RejectedExecutionException e) {
            fail(request, e);
        }
    }

    void fail(RoutingContext request, Throwable failure) {
        send(request, errors.of(failure));
    }

    static void send(RoutingContext request, ApiErrors.Answer answer) {
        send(request, answer.status(), answer.body());
    }

    private static void send(RoutingContext request, int status, Object body) {
        Buffer json = Buffer.buffer(ApiJson.bytes(body));
        if (Vertx.currentContext() == context(request)) {
            end(request.response(), status, json); // Vert.x ends what its error handlers leave open
        } else {
            context(request).runOnContext(ready -> end(request.response(), status, json));
        }
    }

    private static void end(HttpServerResponse response, int status, Buffer json) {
        if (!response.ended() && !response.closed() && !response.headWritten()) {
            response.setStatusCode(status).putHeader("Content-Type", "application/json");
            response.end(json).onFailure(gone -> response.reset());
        }
    }

    /** The event loop's context that the request belongs to; asked for on the event loop or off it. */
    static Context context(RoutingContext request) {
        return request.get(CONTEXT);
    }

    static final String CONTEXT = "penstock.context";
}
