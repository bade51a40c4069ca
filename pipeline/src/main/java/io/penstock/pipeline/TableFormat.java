package io.penstock.pipeline;

/** Which kind of table an output writes. */
public enum TableFormat {
    ICEBERG,
    HIVE
}
