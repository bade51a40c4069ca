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

    /** What to tell the one who started a measurement that failed: whatever it was, the others go on. */
    static String words(RuntimeException failure) {
        if (!(failure instanceof BenchException)) {
            return failure.toString();
        }
        return failure.getCause() == null ? failure.getMessage() : failure.getMessage() + ": " + failure.getCause();
    }
}
