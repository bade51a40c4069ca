package io.penstock.console;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What pages show, sent as it changes (server-sent events). Each event is the whole picture: one that is left out is missed by
 * nobody.
 *
 * <p><b>Limits:</b> a picture is made once for all that look at it, at most twice a second, however many events there are. A browser
 * that does not keep up gets fewer; one that takes nothing for a minute is let go. There are {@value #MOST} streams at most.
 * <b>End:</b> with the session, or the server.
 */
final class EventStreams implements AutoCloseable {

    static final int MOST = 100;

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final byte[] STILL_HERE = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

    private final Sessions sessions;
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "penstock-events");
        thread.setDaemon(true);
        return thread;
    });

    EventStreams(Sessions sessions) {
        this.sessions = sessions;
    }

    void start() {
        var unused = ticks.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Makes a stream of the response; called on the event loop.
     *
     * @param picture names what is shown; those with the same name get the same
     */
    void open(RoutingContext request, String picture, Supplier<Object> content) {
        if (streams.size() >= MOST) {
            Exchange.send(request, ApiErrors.of(503, "Cannot send events, %d pages are open".formatted(MOST)));
            return;
        }
        HttpServerResponse response = request.response();
        Session session = Caller.of(request).session();
        Stream stream = new Stream(
                Exchange.context(request), response, session == null ? null : session.key(), picture, content);
        response.closeHandler(closed -> streams.remove(stream));
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream");
        stream.write(STILL_HERE);
        streams.add(stream);
    }

    private void tick() {
        Map<String, byte[]> pictures = new HashMap<>();
        for (Stream stream : streams) {
            try {
                if (stream.session != null && !sessions.alive(stream.session)) {
                    close(stream);
                } else {
                    stream.show(pictures.computeIfAbsent(stream.picture, any -> event(stream.content)));
                }
            } catch (RuntimeException | Error e) { // the next tick has to come
                LOG.atWarn().setCause(e).addKeyValue("picture", stream.picture).log("no event made");
                close(stream);
            }
        }
    }

    private static byte[] event(Supplier<Object> content) {
        String json = new String(ApiJson.bytes(content.get()), StandardCharsets.UTF_8);
        return ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private void close(Stream stream) {
        streams.remove(stream);
        stream.end();
    }

    /** How many there are. */
    int open() {
        return streams.size();
    }

    @Override
    public void close() {
        ticks.shutdownNow();
        streams.forEach(this::close);
    }

    /** One browser's page. The thread of the ticks decides, the event loop writes. */
    private static final class Stream {

        private final Context context;
        private final HttpServerResponse response;
        private final @Nullable String session;
        private final String picture;
        private final Supplier<Object> content;
        private byte[] last = new byte[0];
        private long sentNanos = System.nanoTime();
        private long takenNanos = System.nanoTime();

        Stream(
                Context context,
                HttpServerResponse response,
                @Nullable String session,
                String picture,
                Supplier<Object> content) {
            this.context = context;
            this.response = response;
            this.session = session;
            this.picture = picture;
            this.content = content;
        }

        void show(byte[] event) {
            long now = System.nanoTime();
            if (response.writeQueueFull()) {
                if (now - takenNanos > PATIENCE.toNanos()) {
                    context.runOnContext(ready -> response.reset());
                }
                return;
            }
            takenNanos = now;
            if (!Arrays.equals(event, last)) {
                last = event;
                sentNanos = now;
                context.runOnContext(ready -> write(event));
            } else if (now - sentNanos > SIGN_OF_LIFE.toNanos()) {
                sentNanos = now;
                context.runOnContext(ready -> write(STILL_HERE));
            }
        }

        private void write(byte[] bytes) {
            if (!response.ended() && !response.closed()) {
                response.write(Buffer.buffer(bytes)).onFailure(gone -> response.reset());
            }
        }

        void end() {
            context.runOnContext(ready -> {
                if (!response.ended() && !response.closed()) {
                    response.end("event: end\ndata: {}\n\n").onFailure(gone -> response.reset());
                }
            });
        }
    }
}
