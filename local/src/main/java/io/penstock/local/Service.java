package io.penstock.local;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A service in a process of its own, started and stopped by this one. */
abstract sealed class Service implements AutoCloseable permits PipedService, RuntimeService {

    private final Home home;
    private final String name;
    private final Duration stopLimit;
    private volatile @Nullable ServiceProcess process;

    /** @param stopLimit how long a stop may take before it is made by force */
    Service(Home home, String name, Duration stopLimit) {
        this.home = home;
        this.name = name;
        this.stopLimit = stopLimit;
    }

    /**
     * Starts the process where that needs none of the services before it, and waits for nothing: {@link #start()} does.
     *
     * @throws LocalServiceException when it cannot be started
     */
    public void begin() {}

    /** Returns when the service serves. May be called again after its process has ended. */
    public abstract void start();

    /** Asks the service itself. @throws LocalServiceException with the reason when it does not serve */
    public abstract void check();

    public abstract int port();

    public final String name() {
        return name;
    }

    /** Whether the process runs, whatever it does. */
    public final boolean alive() {
        ServiceProcess current = process;
        return current != null && current.alive();
    }

    /** The process of the last start. */
    public final long pid() {
        return running().pid();
    }

    public final Path log() {
        return home.log(name);
    }

    /** How the process ended, in words, once it has. */
    public final String end() {
        return running().end();
    }

    /** Stops the process, by force when it does not follow. May be called again. */
    @Override
    public void close() { // not synchronized: it may end a start
        ServiceProcess current = process;
        if (current != null) {
            current.stop(Archives.stopLimit(stopLimit));
        }
    }

    final Home home() {
        return home;
    }

    final void started(ServiceProcess started) {
        process = started;
    }

    final boolean wasStarted() {
        return process != null;
    }

    final ServiceProcess running() {
        ServiceProcess current = process;
        if (current == null) {
            throw new IllegalStateException("The " + name + " was not started");
        }
        return current;
    }
}
