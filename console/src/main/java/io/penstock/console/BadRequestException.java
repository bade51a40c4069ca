package io.penstock.console;

import org.jspecify.annotations.Nullable;

/** A request that makes no sense; the message says what is wrong with it. */
final class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadRequestException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
