package io.penstock.engine.deploy;

/** No pipeline of that name has been applied. */
public final class UnknownPipelineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownPipelineException(String name) {
        super("Cannot find a pipeline of this name: " + name);
    }
}
