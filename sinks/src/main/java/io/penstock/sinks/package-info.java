/**
 * Outputs: what a batch is written into.
 *
 * <p>Start at {@link io.penstock.sinks.IcebergTable}: it creates and checks a table, hands tasks their {@link
 * io.penstock.sinks.TableWriter}s and commits what they wrote under a {@link io.penstock.sinks.BatchIdentity}. When a batch
 * may be committed, and in which order, is the engine's to decide.
 */
@NullMarked
package io.penstock.sinks;

import org.jspecify.annotations.NullMarked;
