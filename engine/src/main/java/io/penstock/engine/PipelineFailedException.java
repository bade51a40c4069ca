package io.penstock.engine;

import org.jspecify.annotations.Nullable;

/** A run cannot go on. Trying again would not help, but where it is unexpected: the message says why and names the way out. */
public final class PipelineFailedException extends RuntimeException {

    private final boolean unexpected;

    public PipelineFailedException(String message) {
        this(message, null);
    }

    public PipelineFailedException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private PipelineFailedException(String message, @Nullable Throwable cause, boolean unexpected) {
        super(message, cause);
        this.unexpected = unexpected;
    }

    /** A failure that nobody has thought of: of an executor that was lost once too often, or of a fault of ours. */
    static PipelineFailedException unexpected(String message, Throwable cause) {
        return new PipelineFailedException(message, cause, true);
    }

    /** Whether the reason is not one that is known to need a person. */
    public boolean unexpected() {
        return unexpected;
    }
}
