package io.penstock.cli.demo;

import io.penstock.cli.produce.Generator;
import io.penstock.cli.produce.Producing;
import io.penstock.cli.produce.Producing.Pace;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Clickstream events, some of them bad on purpose, sent by a thread of its own. */
public final class Traffic implements AutoCloseable {

    /** The share of bad events. */
    public static final double BAD = 0.01;

    private static final Duration END_LIMIT = Producing.DELIVERY_LIMIT.plusSeconds(5);

    private final Producing producing;
    private final Generator events;
    private final Pace pace;
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::send, "penstock-traffic");

    private Traffic(Producing producing, Generator events, Pace pace) {
        this.producing = producing;
        this.events = events;
        this.pace = pace;
    }

    /**
     * @param events how many, or {@link Generator#ENDLESS}
     * @param perSecond 0 for as fast as the broker takes them
     */
    public static Traffic start(String bootstrapServers, long events, double perSecond) {
        Traffic traffic = new Traffic(
                Producing.open(bootstrapServers, Clickstream.TOPIC),
                new Generator(events, BAD, System.nanoTime(), InstantSource.system()),
                Pace.perSecond(perSecond));
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
