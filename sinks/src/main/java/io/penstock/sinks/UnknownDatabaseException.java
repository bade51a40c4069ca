package io.penstock.sinks;

/** An output names a database that the profile does not have. */
public final class UnknownDatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownDatabaseException(String message) {
        super(message);
    }
}
