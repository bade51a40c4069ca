package io.penstock.engine.dashboard;

import org.jspecify.annotations.Nullable;

/** A panel is asked for what is not there, or in a way that makes no sense; the message says what is wrong. */
public final class PanelRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean unknown;

    private PanelRequestException(String message, boolean unknown, @Nullable Throwable cause) {
        super(message, cause);
        this.unknown = unknown;
    }

    /** What was asked for is not there. */
    static PanelRequestException unknown(String message) {
        return new PanelRequestException(message, true, null);
    }

    /** The request is wrong. */
    public static PanelRequestException wrong(String message) {
        return new PanelRequestException(message, false, null);
    }

    /** Whether there is no such thing; else there is, and the request is wrong. */
    public boolean isUnknown() {
        return unknown;
    }
}
