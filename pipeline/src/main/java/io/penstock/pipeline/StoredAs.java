package io.penstock.pipeline;

/** The form of a Hive table's files, as Hive's {@code STORED AS} names it. */
public enum StoredAs {
    TEXTFILE,
    PARQUET,
    ORC
}
