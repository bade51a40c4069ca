/**
 * The pipeline spec: what a user writes in YAML, as immutable records.
 *
 * <p>Start at {@link io.penstock.pipeline.PipelineLoader}. A {@link io.penstock.pipeline.Pipeline} that leaves it has passed
 * every check that needs no network, no Spark and no Kafka. Column types and SQL are the engine's to check; it reports the
 * same kind of {@link io.penstock.pipeline.Problem}. Nothing here runs a pipeline or knows what will.
 *
 * <p>Each key of the file is a record component with a {@link io.penstock.pipeline.Key}. The loader, the JSON Schema
 * ({@link io.penstock.pipeline.PipelineSchema}) and the reference in the documentation all come from these. Profiles are read in
 * the same way, by {@link io.penstock.pipeline.ProfileLoader}; their records are in {@code io.penstock.pipeline.profile}; so are
 * tests, by {@link io.penstock.pipeline.TestLoader}, with records in {@code io.penstock.pipeline.test}.
 */
@NullMarked
package io.penstock.pipeline;

import org.jspecify.annotations.NullMarked;
