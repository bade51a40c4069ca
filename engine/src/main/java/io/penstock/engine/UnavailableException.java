package io.penstock.engine;

/** Something outside does not answer: the message says what was tried, how long, and where to look. Trying again may help. */
public final class UnavailableException extends RuntimeException {

    public UnavailableException(String message) {
        super(message);
    }

    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
