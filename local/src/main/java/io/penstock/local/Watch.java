package io.penstock.local;

import io.penstock.local.ServiceStatus.Health;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks after one service: checks it, and starts it again after a pause when its process has ended. */
final class Watch implements AutoCloseable {

    private static final long LOOK_MILLIS = 500;
    private static final Duration CHECK_EVERY = Duration.ofSeconds(2);
    private static final Duration JOIN_LIMIT = Duration.ofSeconds(60);

    private final Service service;
    private final EventLog events;
    private final Runnable changed;
    private final Backoff backoff = new Backoff();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile SupervisorState.Entry entry;
    private int restarts;
    private long servingSince;
    private long checked;

    /** @param changed called, from several threads, when {@link #entry()} has changed */
    Watch(Service service, EventLog events, Runnable changed) {
        this.service = service;
        this.events = events;
        this.changed = changed;
        this.thread = new Thread(this::look, "penstock-watch-" + service.name());
        this.entry =
                new SupervisorState.Entry(ServiceStatus.starting(service.name()), null, System.currentTimeMillis());
    }

    /** {@link Service#begin}. */
    void begin() {
        service.begin();
    }

    /** Starts the service and, once it serves, the watch. @throws LocalServiceException when it cannot be started */
    void start() {
        service.start();
        serves();
        thread.start();
    }

    /** The first start failed, and nobody tries again. */
    void failed(LocalServiceException failure) {
        set(Health.DOWN, failure.getMessage(), null);
    }

    SupervisorState.Entry entry() {
        return entry;
    }

    /** Ends the watch, then the service. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt(); // it may be waiting for a start
        try {
            thread.join(JOIN_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        service.close();
        events.add(service.name() + " stopped");
    }

    private void look() {
        try {
            while (!closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (!service.alive()) {
                    startAgain();
                } else if (System.nanoTime() - checked >= CHECK_EVERY.toNanos()) {
                    check();
                }
            }
        } catch (InterruptedException e) {
            // closing: the owner stops the service
        }
    }

    private void startAgain() throws InterruptedException {
        Duration pause = backoff.pauseAfter(Duration.ofNanos(System.nanoTime() - servingSince));
        String end = service.end();
        events.add("%s: %s; starting it again in %d s".formatted(service.name(), end, pause.toSeconds()));
        set(Health.DOWN, end, null);
        boolean started = false;
        while (!started) {
            if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            restarts++;
            started = tryStart();
            pause = backoff.pauseAfter(Duration.ZERO);
        }
    }

    private boolean tryStart() throws InterruptedException {
        set(Health.STARTING, null, null);
        try {
            service.start();
            events.add("%s serves again".formatted(service.name()));
            serves();
            return true;
        } catch (LocalServiceException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            events.add(e.getMessage());
            set(Health.DOWN, e.getMessage(), null);
            return false;
        }
    }

    private void serves() {
        servingSince = System.nanoTime();
        checked = servingSince;
        set(Health.UP, null, process());
    }

    private void check() {
        try {
            service.check();
            set(Health.UP, null, process());
        } catch (LocalServiceException e) {
            if (service.alive()) { // else the next look starts it again
                set(Health.FAILING, e.getMessage(), process());
            }
        }
        checked = System.nanoTime();
    }

    private @Nullable ProcessId process() {
        return ProcessHandle.of(service.pid()).map(ProcessId::of).orElse(null);
    }

    private void set(Health health, @Nullable String detail, @Nullable ProcessId process) {
        Health before = entry.status().health();
        if (health == Health.FAILING && before != Health.FAILING) {
            events.add(String.valueOf(detail));
        }
        @Nullable Long pid = process == null ? null : process.pid();
        ServiceStatus status = new ServiceStatus(service.name(), pid, service.port(), health, null, restarts, detail);
        entry = new SupervisorState.Entry(status, process, System.currentTimeMillis());
        changed.run();
    }
}
