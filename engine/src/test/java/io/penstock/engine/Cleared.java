package io.penstock.engine;

import io.penstock.pipeline.Pipeline;

/** Drops what a pipeline has made, before and after a test: the examples are run into the same tables more than once. */
record Cleared(TestStack stack, Pipeline pipeline) implements AutoCloseable {

    Cleared {
        stack.engine().reset(pipeline);
    }

    @Override
    public void close() {
        stack.engine().reset(pipeline);
    }
}
