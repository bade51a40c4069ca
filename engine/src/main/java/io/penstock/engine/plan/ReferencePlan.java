package io.penstock.engine.plan;

import io.penstock.pipeline.Reference;
import org.apache.spark.sql.types.StructType;

/**
 * Rows that a view joins with.
 *
 * @param name name of the reference
 * @param spec where they are
 * @param columns its columns; each may be NULL, whatever the file says, since a file keeps no promise
 */
public record ReferencePlan(String name, Reference spec, StructType columns) {}
