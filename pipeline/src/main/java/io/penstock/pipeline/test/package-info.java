/**
 * The test file: what a pipeline is expected to make of records, as immutable records.
 *
 * <p>Start at {@link io.penstock.pipeline.TestLoader}, which makes a {@link io.penstock.pipeline.test.PipelineTest} that has passed
 * every check that needs no Spark. Whether a value fits the type of its column, and whether what is expected holds, is left to the
 * engine.
 */
@NullMarked
package io.penstock.pipeline.test;

import org.jspecify.annotations.NullMarked;
