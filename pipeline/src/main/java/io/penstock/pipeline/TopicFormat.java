package io.penstock.pipeline;

/** How a row becomes the value of a record. */
public enum TopicFormat {
    /** One object, a field for each column. */
    JSON,
    /** One line, the columns in their order. */
    CSV
}
