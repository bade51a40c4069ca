package io.penstock.sinks;

/**
 * A database does not answer, or does not let us in, or something there holds us up: trying again may help. The message names the
 * database and its place, and no password.
 */
public final class DatabaseUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
