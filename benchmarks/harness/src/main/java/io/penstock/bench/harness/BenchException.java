package io.penstock.bench.harness;

import org.jspecify.annotations.Nullable;

/** A measurement cannot be made, or does not hold. The message is for the one who started it. */
final class BenchException extends RuntimeException {

    BenchException(String message) {
        this(message, null);
    }

    BenchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
