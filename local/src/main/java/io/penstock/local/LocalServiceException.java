package io.penstock.local;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A local service cannot be started, reached or stopped. The message says what was tried, why it failed and the way out
 * where there is one; it is written for the person at the terminal.
 */
public final class LocalServiceException extends RuntimeException {

    private final @Nullable Path log;

    public LocalServiceException(String message) {
        this(message, null, null);
    }

    public LocalServiceException(String message, @Nullable Throwable cause) {
        this(message, cause, null);
    }

    public LocalServiceException(String message, @Nullable Throwable cause, @Nullable Path log) {
        super(message, cause);
        this.log = log;
    }

    /** The log file that tells more, where the failed service has one. */
    public Optional<Path> log() {
        return Optional.ofNullable(log);
    }
}
