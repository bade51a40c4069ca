package io.penstock.local;

import java.nio.file.Path;

/** A service in a process of its own, started and stopped by this one. */
sealed interface Service extends AutoCloseable permits Broker, Metastore, Search, RuntimeService {

    String name();

    /**
     * Starts the process where that needs none of the services before it, and waits for nothing: {@link #start()} does.
     *
     * @throws LocalServiceException when it cannot be started
     */
    default void begin() {}

    /** Returns when the service serves. May be called again after its process has ended. */
    void start();

    /** Asks the service itself. @throws LocalServiceException with the reason when it does not serve */
    void check();

    /** Whether the process runs, whatever it does. */
    boolean alive();

    long pid();

    int port();

    Path log();

    /** How the process ended, in words, once it has. */
    String end();

    /** Stops the process, by force when it does not follow. May be called again. */
    @Override
    void close();
}
