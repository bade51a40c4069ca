package io.penstock.local;

import java.nio.file.Path;

/** A service in a process of its own, started and stopped by this one. */
sealed interface Service extends AutoCloseable permits Broker, Metastore, RuntimeService {

    String name();

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
