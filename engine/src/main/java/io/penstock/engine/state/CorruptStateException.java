package io.penstock.engine.state;

import org.jspecify.annotations.Nullable;

/** A file of the state is truncated, damaged or not ours. Nothing is guessed from it. */
public final class CorruptStateException extends RuntimeException {

    public CorruptStateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
