package io.penstock.cli.runtime;

import org.jspecify.annotations.Nullable;

/** A request was ended by its {@link Cancellation}. */
public final class CancelledException extends RuntimeException {

    CancelledException(@Nullable Throwable cause) {
        super("Cannot finish the request, it was cancelled", cause);
    }
}
