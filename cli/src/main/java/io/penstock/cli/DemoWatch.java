package io.penstock.cli;

import io.penstock.cli.demo.Progress;
import io.penstock.cli.demo.RunningStory;
import io.penstock.cli.demo.Story;
import io.penstock.cli.demo.Traffic;
import io.penstock.cli.runtime.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Follows traffic and pipeline until the demo is told to stop, or until all that was sent has come out. */
final class DemoWatch {

    private static final long LOOK_MILLIS = 100;
    private static final Duration STALL_LIMIT = Duration.ofMinutes(2);

    private final Context context;
    private final Story story;
    private final RunningStory running;
    private final Progress before;
    private final Traffic traffic;
    private final DemoScreen screen;
    private final CountDownLatch stopping;
    private Progress progress = Progress.NONE;
    private long moved = System.nanoTime();

    DemoWatch(
            Context context,
            Story story,
            RunningStory running,
            Progress before,
            Traffic traffic,
            DemoScreen screen,
            CountDownLatch stopping) {
        this.context = context;
        this.story = story;
        this.running = running;
        this.before = before;
        this.traffic = traffic;
        this.screen = screen;
        this.stopping = stopping;
    }

    /** @param untilDone end once all is in the outputs or among the dead letters */
    Progress follow(boolean untilDone) {
        try {
            boolean done = false;
            while (!done && !stopping.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
                done = untilDone && traffic.ended() && done() >= traffic.sent() && story.settled(progress);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            screen.end(traffic.sent(), progress);
        }
        return progress;
    }

    private void look() {
        try {
            Progress now = running.progress().since(before);
            if (story.done(now) > done()) {
                moved = System.nanoTime();
            }
            progress = now;
        } catch (UnavailableException e) {
            if (stalled()) {
                throw e; // else the runtime died and is started again, or is a little faster with its end
            }
        }
        screen.show(traffic.sent(), progress);
        requireHealth();
    }

    private long done() {
        return story.done(progress);
    }

    private boolean stalled() {
        return System.nanoTime() - moved > STALL_LIMIT.toNanos();
    }

    private void requireHealth() {
        Exception unsent = traffic.failure();
        if (unsent != null) {
            throw CommandException.failed("Cannot go on with the demo, Kafka says: " + unsent.getMessage(), unsent);
        }
        if (progress.error() != null) {
            throw CommandException.failed(
                    "Cannot go on with the demo, its pipeline failed: " + progress.error(),
                    null,
                    context.home().log("runtime"));
        }
        boolean waiting = done() < traffic.sent();
        if (waiting && stalled()) {
            throw CommandException.failed(
                    "Cannot go on with the demo, no record came out of its pipeline for %d s"
                            .formatted(STALL_LIMIT.toSeconds()),
                    null,
                    context.home().log("runtime"));
        }
    }
}
