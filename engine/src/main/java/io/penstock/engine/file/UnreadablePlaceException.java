package io.penstock.engine.file;

import org.jspecify.annotations.Nullable;

/** Files cannot be read in the place of a topic. The message says which and why, as the end of a sentence. */
public final class UnreadablePlaceException extends RuntimeException {

    UnreadablePlaceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
