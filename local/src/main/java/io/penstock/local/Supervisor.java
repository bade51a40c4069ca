package io.penstock.local;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the services of one home as children of this process: starts them in order, starts a dead one again, and stops them in
 * the opposite order. At most one supervisor per home: {@link HomeLock}.
 */
final class Supervisor implements RunningServices {

    // longer than a service's own limit to stop: the children of a killed supervisor stop by themselves
    private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(70);

    private static final int DEMAND_MILLIS = 200;

    private final Home home;
    private final HomeLock lock;
    private final EventLog events;
    private final Consumer<ServiceStatus> progress;
    private final Deque<Watch> watches = new ArrayDeque<>();
    private StackStatus.State state = StackStatus.State.STARTING;
    private final Thread hook = new Thread(this::close, "penstock-stop");
    private boolean closed;

    private Supervisor(Home home, HomeLock lock, Consumer<ServiceStatus> progress) {
        this.home = home;
        this.lock = lock;
        this.events = new EventLog(home.log("supervisor"));
        this.progress = progress;
    }

    /**
     * Takes the home and removes what a killed supervisor has left there. Nothing is started yet.
     *
     * @throws LocalServiceException when another process has the home
     */
    static Supervisor open(Home home, Consumer<ServiceStatus> progress) {
        HomeLock lock = HomeLock.tryLock(home)
                .orElseThrow(() -> new LocalServiceException(
                        "Cannot start the local services, another process looks after them already: " + home.root()));
        try {
            removeLeftovers(home);
            return new Supervisor(home, lock, progress);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Starts the services and waits for one after the other; those that need none of the others start at once. When one cannot,
     * none is left running.
     */
    void start(List<Service> services) {
        events.add("starting in process " + ProcessHandle.current().pid());
        try {
            List<Watch> placed = services.stream()
                    .map(service -> place(service, watches::addLast))
                    .toList();
            placed.forEach(this::begin);
            placed.forEach(this::await);
        } catch (LocalServiceException e) {
            if (stopping()) {
                throw new LocalServiceException("The start of the local services was given up", e);
            }
            events.add(String.valueOf(e.getMessage()));
            close();
            throw e;
        }
        enter(StackStatus.State.RUNNING);
    }

    /** Starts one more service as soon as it is wanted. Where that fails, its status says why and the others go on. */
    void startWhen(BooleanSupplier wanted, Service service) {
        Thread thread = new Thread(() -> awaitAndStart(wanted, service), "penstock-demand-" + service.name());
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitAndStart(BooleanSupplier wanted, Service service) {
        try {
            while (!wanted.getAsBoolean()) {
                if (stopping()) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(DEMAND_MILLIS);
            }
            startLate(place(service, watches::addFirst)); // the others may need it: it stops last
        } catch (LocalServiceException e) {
            events.add(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startLate(Watch watch) {
        try {
            await(watch);
        } catch (LocalServiceException e) {
            watch.failed(e);
            throw e;
        }
    }

    /** Stops the services when this JVM ends, also while they are starting. */
    void closeOnShutdown() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Stops the services, the last one first, and gives the home back. May be called again. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            enter(StackStatus.State.STOPPING);
            closed = true;
        }
        try {
            for (Watch watch = nextToStop(); watch != null; watch = nextToStop()) {
                watch.close();
            }
        } finally {
            removeRunFiles(home);
            lock.close();
            forgetHook();
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the hook is what runs
        }
    }

    private Watch place(Service service, Consumer<Watch> place) {
        Watch watch = new Watch(service, events, () -> serviceChanged(service));
        synchronized (this) {
            requireOpen(watch);
            place.accept(watch);
        }
        publish();
        progress.accept(watch.entry().status());
        return watch;
    }

    private void begin(Watch watch) {
        requireOpen(watch);
        watch.begin();
    }

    private synchronized void requireOpen(Watch watch) {
        if (closed) {
            throw new LocalServiceException("Cannot start the %s, the local services are being stopped"
                    .formatted(watch.entry().status().service()));
        }
    }

    private void await(Watch watch) {
        requireOpen(watch);
        watch.start();
        progress.accept(watch.entry().status());
    }

    private synchronized void enter(StackStatus.State next) {
        state = next;
        publish();
    }

    private synchronized boolean stopping() {
        return closed;
    }

    private synchronized @Nullable Watch nextToStop() {
        return watches.pollLast();
    }

    private void serviceChanged(Service service) {
        try {
            if (service.alive() && !(service instanceof RuntimeService)) {
                RunFile.write(home, service);
            }
        } catch (IOException e) {
            events.add("Cannot write %s: %s".formatted(RunFile.of(home, service.name()), e.getMessage()));
        }
        publish();
    }

    private synchronized void publish() {
        if (closed) {
            return;
        }
        List<SupervisorState.Entry> entries = new ArrayList<>();
        for (Watch watch : watches) {
            entries.add(watch.entry());
        }
        try {
            new SupervisorState(ProcessId.current(), state, null, null, entries).write(home);
        } catch (IOException e) {
            events.add("Cannot write %s: %s".formatted(SupervisorState.file(home), e.getMessage()));
        }
    }

    private static void removeLeftovers(Home home) {
        SupervisorState.find(home).ifPresent(killed -> killed.services().stream()
                .map(SupervisorState.Entry::process)
                .filter(Objects::nonNull)
                .flatMap(process -> process.find().stream())
                .forEach(Supervisor::awaitEnd));
        removeRunFiles(home);
    }

    private static void awaitEnd(ProcessHandle orphan) {
        try {
            orphan.onExit().get(ORPHAN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            orphan.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalServiceException("Cannot start the local services, the start was interrupted", e);
        }
    }

    private static void removeRunFiles(Home home) {
        try {
            for (String name : List.of("supervisor", Broker.NAME, Metastore.NAME, Search.NAME, RuntimeService.NAME)) {
                RunFile.delete(home, name);
            }
        } catch (LocalServiceException e) {
            // a file of a process that is gone is recognized as such
        }
    }
}
