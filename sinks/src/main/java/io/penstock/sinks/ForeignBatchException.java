package io.penstock.sinks;

import org.jspecify.annotations.Nullable;

/** A table holds batches that this driver's checkpoint knows nothing of. Nothing was committed. */
public final class ForeignBatchException extends RuntimeException {

    public ForeignBatchException(String message) {
        super(message);
    }

    public ForeignBatchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
