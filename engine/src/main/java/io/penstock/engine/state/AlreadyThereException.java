package io.penstock.engine.state;

/** A file of that name is already there: somebody else has been faster. */
public final class AlreadyThereException extends RuntimeException {

    public AlreadyThereException(String message) {
        super(message);
    }

    AlreadyThereException(String message, Throwable cause) {
        super(message, cause);
    }
}
