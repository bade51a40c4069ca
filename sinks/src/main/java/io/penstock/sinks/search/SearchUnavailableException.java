package io.penstock.sinks.search;

import org.jspecify.annotations.Nullable;

/**
 * OpenSearch does not answer, or does not let us in, or takes nothing at the time: trying again may help. The message names the
 * cluster, and no password.
 */
public final class SearchUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SearchUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
