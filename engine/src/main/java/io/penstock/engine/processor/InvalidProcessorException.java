package io.penstock.engine.processor;

import org.jspecify.annotations.Nullable;

/** A class cannot be the processor of a view. The message is the reason as a problem has it. */
public final class InvalidProcessorException extends Exception {

    private static final long serialVersionUID = 1;

    private final @Nullable String hint;

    InvalidProcessorException(String reason, @Nullable String hint, @Nullable Throwable cause) {
        super(reason, cause);
        this.hint = hint;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }

    public @Nullable String hint() {
        return hint;
    }
}
