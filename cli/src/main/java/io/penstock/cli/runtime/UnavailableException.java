package io.penstock.cli.runtime;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A service cannot be reached. The message says what was tried and what to type. */
public final class UnavailableException extends RuntimeException {

    private final @Nullable Path log;

    public UnavailableException(String message, @Nullable Throwable cause, @Nullable Path log) {
        super(message, cause);
        this.log = log;
    }

    /** The log file that tells more. */
    public Optional<Path> log() {
        return Optional.ofNullable(log);
    }
}
