/**
 * Parquet data files that are written column by column, straight from Spark's column vectors.
 *
 * <p>Start at {@link io.penstock.sinks.parquet.ColumnarFile}: it takes the columns of some thousand rows and holds pages until a row
 * group is full. {@link io.penstock.sinks.parquet.ParquetSettings} says of which tables it can write files. Values are encoded
 * here; the layout of pages, row groups and footers is parquet-java's, and what a table knows of a file is Iceberg's
 * to compute.
 */
@NullMarked
package io.penstock.sinks.parquet;

import org.jspecify.annotations.NullMarked;
