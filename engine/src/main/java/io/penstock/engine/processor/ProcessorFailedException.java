package io.penstock.engine.processor;

/**
 * A processor has failed. The message names the view, the class and what the class said. It has no cause: that may be of a class which
 * only the task could load.
 */
public final class ProcessorFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param at where it failed */
    ProcessorFailedException(String message, StackTraceElement[] at) {
        super(message);
        setStackTrace(at);
    }
}
