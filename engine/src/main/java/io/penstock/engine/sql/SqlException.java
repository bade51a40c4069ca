package io.penstock.engine.sql;

import org.jspecify.annotations.Nullable;

/** A statement that did not run to its end; the message is for the one who wrote it. */
public final class SqlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    public enum Kind {
        /** Not allowed in read-only SQL. */
        REFUSED,
        /** Not SQL, or it names something that is not there. */
        INVALID,
        /** It began and failed. */
        FAILED,
        /** It took longer than allowed. */
        TIMED_OUT,
        /** It was cancelled. */
        CANCELLED
    }

    private final Kind kind;

    SqlException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
