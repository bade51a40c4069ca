package io.penstock.source;

/**
 * Why a record could not become a row.
 *
 * @param rule which rule it broke: one of the constants, safe to group and filter by
 * @param reason what exactly is wrong, for the person who looks at the dead letter: names the column or the byte (counted from
 *     0) and quotes at most 40 characters of the record
 */
public record Rejection(String rule, String reason) {

    /** The record has no value: a tombstone of a compacted topic. */
    public static final String NO_VALUE = "no-value";
    /** The record has no content. */
    public static final String EMPTY = "empty";
    /** The line of column names, when the decoder is told to expect one. Not an error: nothing is lost by dropping it. */
    public static final String HEADER = "header";
    /** The bytes are not UTF-8. */
    public static final String UTF_8 = "utf-8";
    /** The text is not CSV or JSON. */
    public static final String SYNTAX = "syntax";
    /** The text is not what the pattern describes, or that cannot be found out in a bounded number of steps. */
    public static final String PATTERN = "pattern";
    /** More or fewer columns than the schema has. */
    public static final String COLUMN_COUNT = "column-count";
    /** A value is not of its column's type. */
    public static final String TYPE = "type";
    /** A value is of the right kind, but outside of what its column's type can hold. */
    public static final String OVERFLOW = "overflow";
    /** A column that is declared NOT NULL has no value. */
    public static final String NULL = "null";
    /** A field that the decoder reads occurs twice in one JSON object. */
    public static final String DUPLICATE_FIELD = "duplicate-field";
    /** A JSON object has a field that no column reads, and unknown fields are to be rejected. */
    public static final String UNKNOWN_FIELD = "unknown-field";
    /** JSON, but not an object. */
    public static final String NOT_AN_OBJECT = "not-an-object";

    /** Why a tombstone is no row. */
    public static final Rejection WITHOUT_VALUE = new Rejection(NO_VALUE, "record has no value (a tombstone)");

    static final Rejection WITHOUT_CONTENT = new Rejection(EMPTY, "record is empty");
    static final Rejection IS_HEADER = new Rejection(HEADER, "is the line of column names");
}
