package io.penstock.engine;

/** What was asked would lose or double something that is kept; nothing was changed. The message names the way out. */
public final class RefusedException extends RuntimeException {

    public RefusedException(String message) {
        super(message);
    }

    public RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
