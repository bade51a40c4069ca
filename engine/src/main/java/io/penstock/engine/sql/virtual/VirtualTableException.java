package io.penstock.engine.sql.virtual;

/** A name stands for no virtual table, or for several. The message is for the one who wrote it. */
public final class VirtualTableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    VirtualTableException(String message) {
        super(message);
    }
}
