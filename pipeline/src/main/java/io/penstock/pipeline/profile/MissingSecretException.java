package io.penstock.pipeline.profile;

import org.jspecify.annotations.Nullable;

/** A variable or file that a profile names is not there. The message names it, and never shows a value. */
public final class MissingSecretException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MissingSecretException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
