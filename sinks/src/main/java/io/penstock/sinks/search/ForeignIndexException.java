package io.penstock.sinks.search;

/** An index is not the output's, or not as it has to be: nothing is written to it. */
public final class ForeignIndexException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ForeignIndexException(String message) {
        super(message);
    }
}
