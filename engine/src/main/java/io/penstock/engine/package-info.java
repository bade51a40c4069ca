/**
 * Runs checked pipelines: one Spark session, a query per source, and the protocol that makes every batch count once.
 *
 * <p>Start at {@link io.penstock.engine.Engine}. A batch is decoded, judged and routed by {@code batch}, committed by {@code
 * commit} and accounted for in {@code ledger}; {@code plan} turns a pipeline's SQL into what tasks evaluate, and {@code audit}
 * recounts what is stored. Where services run and who may call is left to others.
 */
@NullMarked
package io.penstock.engine;

import org.jspecify.annotations.NullMarked;
