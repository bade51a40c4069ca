package io.penstock.pipeline.lines;

import org.jspecify.annotations.Nullable;

/** Files cannot be read. The message says which and why, as the end of a sentence. */
public final class UnreadableFilesException extends RuntimeException {

    public UnreadableFilesException(String message) {
        super(message);
    }

    public UnreadableFilesException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
