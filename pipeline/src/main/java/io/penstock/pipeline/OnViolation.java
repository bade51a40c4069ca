package io.penstock.pipeline;

/** What happens to a row that violates an {@link Expectation}; every violation is counted. */
public enum OnViolation {
    /** The record is kept in the pipeline's dead letters. */
    DEAD_LETTER,
    /** The row goes nowhere. */
    DROP,
    /** The pipeline stops before the batch is committed. */
    FAIL,
    /** The row goes on. */
    WARN
}
