package io.penstock.engine;

import org.jspecify.annotations.Nullable;

/** A run cannot go on, and trying again would not help: the message says why and names the way out. */
public final class PipelineFailedException extends RuntimeException {

    public PipelineFailedException(String message) {
        super(message);
    }

    public PipelineFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
