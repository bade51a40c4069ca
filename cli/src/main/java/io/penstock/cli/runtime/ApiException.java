package io.penstock.cli.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.penstock.cli.terminal.Json;
import java.util.Optional;

/** The runtime refused a request or failed at it. The message is the runtime's own, written for the user. */
public final class ApiException extends RuntimeException {

    private final int status;
    private final transient JsonNode body;

    private ApiException(int status, String message, JsonNode body) {
        super(message);
        this.status = status;
        this.body = body;
    }

    static ApiException of(int status, String text) {
        try {
            JsonNode body = Json.parse(text);
            if (body.path("error").isTextual()) {
                return new ApiException(status, body.path("error").textValue(), body);
            }
        } catch (IllegalArgumentException e) {
            return new ApiException(status, unreadable(status), MissingNode.getInstance());
        }
        return new ApiException(status, unreadable(status), MissingNode.getInstance());
    }

    /** A failure that came in the middle of a stream. */
    static ApiException inStream(JsonNode line) {
        return new ApiException(200, line.path("error").asText(), line);
    }

    private static String unreadable(int status) {
        return "Cannot understand the runtime's answer, status %d without a message".formatted(status);
    }

    /** The pipeline is invalid: see {@link #problems()}. */
    public boolean invalid() {
        return status == 422 && problems().isArray();
    }

    public boolean notFound() {
        return status == 404;
    }

    /** The request makes no sense in the present state. */
    public boolean refused() {
        return status == 409;
    }

    public JsonNode problems() {
        return body.path("problems");
    }

    public JsonNode changes() {
        return body.path("changes");
    }

    /** The log file that tells more. */
    public Optional<String> log() {
        return Optional.ofNullable(body.path("log").textValue());
    }
}
