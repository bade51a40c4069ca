package io.penstock.cli.demo;

import io.penstock.cli.produce.Producing;
import io.penstock.cli.produce.Producing.Pace;
import io.penstock.cli.produce.Records;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The events of a demo, some of them bad on purpose, sent by a thread of its own. */
public final class Traffic implements AutoCloseable {

    private static final Duration END_LIMIT = Producing.DELIVERY_LIMIT.plusSeconds(5);

    private final Producing producing;
    private final Records events;
    private final Pace pace;
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::send, "penstock-traffic");

    private Traffic(Producing producing, Records events, Pace pace) {
        this.producing = producing;
        this.events = events;
        this.pace = pace;
    }

    /** @param perSecond 0 for as fast as the broker takes them */
    public static Traffic start(String bootstrapServers, Story story, long events, double perSecond) {
        Traffic traffic = new Traffic(
                Producing.open(bootstrapServers, story.topic()),
                story.events(events, perSecond),
                story.pace(perSecond));
        traffic.thread.setDaemon(true);
        traffic.thread.start();
        return traffic;
    }

    /** Events that the broker has confirmed. */
    public long sent() {
        return producing.progress().sent();
    }

    /** Whether all events have been sent, or no more will be. */
    public boolean ended() {
        return !thread.isAlive();
    }

    /** Why events could not be delivered, or nothing. */
    public @Nullable Exception failure() {
        Exception reading = failure.get();
        return reading != null ? reading : producing.progress().failure();
    }

    /** Sends no more, and waits for the answers to what has left. */
    @Override
    public void close() {
        producing.stop();
        try {
            thread.join(END_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producing.close();
    }

    private void send() {
        try {
            producing.send(events, pace);
        } catch (IOException e) {
            failure.set(e);
        }
    }
}
