package io.penstock.bench.contender;

/** How the records of a workload are written. */
public enum Format {
    /** Delimited text as RFC 4180 has it; times as milliseconds since 1970. */
    CSV,
    /** Delimited text as RFC 4180 has it; times as ISO 8601. */
    CSV_ISO,
    /** One JSON object; times as milliseconds since 1970. */
    JSON,
    /** A line of Apache's combined log. */
    ACCESS_LOG
}
