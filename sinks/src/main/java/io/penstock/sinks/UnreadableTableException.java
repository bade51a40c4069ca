package io.penstock.sinks;

/** A table cannot be read row by row; the message says why, in the middle of a sentence. */
public final class UnreadableTableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableTableException(String message) {
        super(message);
    }
}
