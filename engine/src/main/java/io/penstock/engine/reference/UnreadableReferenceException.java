package io.penstock.engine.reference;

import org.jspecify.annotations.Nullable;

/** A reference cannot be read, or is not what its schema says: the message says why, without naming the reference. */
public final class UnreadableReferenceException extends RuntimeException {

    UnreadableReferenceException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
