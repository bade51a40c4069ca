package io.penstock.pipeline;

/** What happens to a JSON record with a field that no column reads. */
public enum UnknownFields {
    IGNORE,
    REJECT
}
