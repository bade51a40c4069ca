package io.penstock.pipeline;

/** What happens to a record with another number of fields than the schema has columns. */
public enum ColumnCount {
    /** It is rejected. */
    STRICT,
    /** Missing last fields are NULL; extra fields are rejected. */
    ALLOW_MISSING,
    /** Fields beyond the last column are ignored; missing fields are rejected. */
    ALLOW_EXTRA
}
