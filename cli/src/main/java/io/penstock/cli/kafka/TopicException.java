package io.penstock.cli.kafka;

import org.jspecify.annotations.Nullable;

/** A cluster refused what was asked about a topic. The message says what, why, and the way out where there is one. */
public final class TopicException extends RuntimeException {

    public TopicException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
