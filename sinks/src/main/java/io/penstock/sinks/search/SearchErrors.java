package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletionException;

/** OpenSearch's errors in one line. */
final class SearchErrors {

    private static final int LIMIT = 500;

    private SearchErrors() {}

    /**
     * Why a request failed, by the body of the answer: in OpenSearch's words, or in those of what stands before it. What Amazon says
     * about a wrong signature ends before the request that it was made of, which holds the session's token.
     */
    static String reasonOf(JsonNode answer) {
        if (answer.has("error")) {
            return reason(answer.path("error"));
        }
        String message = answer.path("message").asText(answer.path("Message").asText(""));
        int request = message.indexOf("The Canonical String");
        return oneLine(request < 0 ? message : message.substring(0, request));
    }

    /** The reason with what caused it: {@code failed to parse field [n] of type [long]: For input string: "x"}. */
    static String reason(JsonNode error) {
        if (error.isTextual()) {
            return oneLine(error.asText());
        }
        StringBuilder reason =
                new StringBuilder(error.path("reason").asText(error.path("type").asText("")));
        JsonNode cause = error.path("caused_by");
        for (int depth = 0; depth < 3 && cause.isObject(); depth++, cause = cause.path("caused_by")) {
            String text = cause.path("reason").asText("");
            if (!text.isEmpty() && reason.indexOf(text) < 0) {
                reason.append(": ").append(text);
            }
        }
        return oneLine(reason.toString());
    }

    /** Why a connection failed. */
    static String words(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ConnectException) {
            return "the connection was refused";
        }
        if (cause instanceof HttpTimeoutException) {
            return "no answer within the time limit";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : oneLine(cause.getMessage());
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LIMIT ? line : line.substring(0, LIMIT) + "…";
    }
}
