package io.penstock.cli;

import io.penstock.cli.terminal.Figures;
import io.penstock.local.ServiceStatus;
import io.penstock.local.ServiceStatus.Health;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells of the start of the local stack: on a terminal what is being started, and for how long; everywhere a line for each
 * service that serves, with the time that it took. Silent once closed.
 */
final class StartProgress implements Consumer<ServiceStatus>, AutoCloseable {

    private final Context context;
    private final Map<String, Long> begun = new LinkedHashMap<>();
    private @Nullable Waiting waiting;
    private boolean closed;

    StartProgress(Context context) {
        this.context = context;
    }

    @Override
    public synchronized void accept(ServiceStatus status) {
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        if (status.health() == Health.STARTING) {
            begun.putIfAbsent(status.service(), now);
            showWaiting();
        } else if (status.up()) {
            stopWaiting();
            Long since = begun.remove(status.service());
            Duration taken = Duration.ofNanos(now - (since == null ? now : since));
            context.err()
                    .println("%s is up on 127.0.0.1:%d (%s)"
                            .formatted(status.service(), status.port(), Figures.time(taken)));
            showWaiting();
        }
    }

    private void showWaiting() {
        stopWaiting();
        if (!begun.isEmpty()) {
            waiting = Waiting.show(context, "Starting the " + String.join(" and the ", begun.keySet()));
        }
    }

    private void stopWaiting() {
        if (waiting != null) {
            waiting.close();
            waiting = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        stopWaiting();
    }
}
