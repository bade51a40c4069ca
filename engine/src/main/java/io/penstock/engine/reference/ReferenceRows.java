package io.penstock.engine.reference;

import org.apache.spark.sql.connector.catalog.SupportsRead;

/**
 * What a reference held at some time.
 *
 * @param version equal for equal rows
 * @param table the rows
 */
public record ReferenceRows(String version, SupportsRead table) {}
