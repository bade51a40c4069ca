package io.penstock.console;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;

/**
 * A response of JSON lines, written by one worker thread while the event loop sends.
 *
 * <p>The writer gets no further ahead of the client than {@value #MAX_UNSENT} bytes: it waits, and gives up on a client that
 * takes nothing for a minute. Throws {@link ClientGoneException} once nobody listens.
 */
final class JsonLines {

    /** Nobody reads the response any more. */
    static final class ClientGoneException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ClientGoneException(String message) {
            super(message);
        }
    }

    private static final int CHUNK = 16 << 10;
    private static final int MAX_UNSENT = 256 << 10;
    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PATIENCE_MILLIS = 60_000;

    private final Context context;
    private final HttpServerResponse response;
    private Buffer buffer = Buffer.buffer(CHUNK);
    private long flushed = System.nanoTime();
    private boolean begun;
    private long unsent;
    private boolean gone;

    private JsonLines(Context context, HttpServerResponse response) {
        this.context = context;
        this.response = response;
    }

    /** Called on the event loop. @param whenGone called when the client goes away before the end */
    static JsonLines of(RoutingContext request, Runnable whenGone) {
        HttpServerResponse response = request.response();
        JsonLines lines = new JsonLines(Exchange.context(request), response);
        response.closeHandler(closed -> {
            lines.lost();
            whenGone.run();
        });
        return lines;
    }

    /** Whether anything has been written, so that the status of the response is decided. */
    boolean begun() {
        return begun;
    }

    void write(Object line) {
        begun = true;
        buffer.appendBytes(ApiJson.bytes(line)).appendByte((byte) '\n');
        if (buffer.length() >= CHUNK || System.nanoTime() - flushed > FLUSH_NANOS) {
            flush();
        }
    }

    void flush() {
        Buffer chunk = buffer;
        buffer = Buffer.buffer(CHUNK);
        flushed = System.nanoTime();
        awaitRoom(chunk.length());
        context.runOnContext(ready -> {
            if (!response.headWritten()) {
                response.setChunked(true).putHeader("Content-Type", "application/x-ndjson");
            }
            response.write(chunk).onSuccess(sent -> sent(chunk.length())).onFailure(failure -> lost());
        });
    }

    void end() {
        flush();
        context.runOnContext(ready -> response.end().onFailure(failure -> lost()));
    }

    private synchronized void awaitRoom(int bytes) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (!gone && unsent > MAX_UNSENT) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                context.runOnContext(ready -> response.reset());
                throw new ClientGoneException("the client takes nothing");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClientGoneException("the wait for the client was interrupted");
            }
        }
        if (gone) {
            throw new ClientGoneException("the client has gone");
        }
        unsent += bytes;
    }

    private synchronized void sent(int bytes) {
        unsent -= bytes;
        notifyAll();
    }

    private synchronized void lost() {
        gone = true;
        notifyAll();
    }
}
