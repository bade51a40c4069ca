package io.penstock.sinks;

/** A statement would write where SQL can only read. */
public final class ReadOnlyTableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReadOnlyTableException(String message) {
        super(message);
    }
}
