package io.penstock.pipeline;

/** What a batch does while OpenSearch does not answer. */
public enum WhenUnavailable {
    /** It waits, and so do the other outputs of its source. */
    WAIT,
    /** It is committed without its documents; they come from the table later. */
    CONTINUE
}
