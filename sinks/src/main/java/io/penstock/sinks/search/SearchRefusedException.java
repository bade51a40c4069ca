package io.penstock.sinks.search;

/** OpenSearch does not do what it was asked for, whoever asks again: the message has its reason. */
public final class SearchRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SearchRefusedException(String message) {
        super(message);
    }
}
