package io.penstock.pipeline;

/** How a file of reference rows is written. */
public enum FileFormat {
    CSV,
    JSON,
    PARQUET,
    GEOJSON
}
