/**
 * Outputs: what a batch is written into.
 *
 * <p>Start at {@link io.penstock.sinks.TableCatalog}: it finds and creates tables. An {@link io.penstock.sinks.OutputTable} hands
 * tasks their {@link io.penstock.sinks.RowWriter}s and commits what they wrote under a {@link
 * io.penstock.sinks.BatchIdentity}; {@link io.penstock.sinks.IcebergTable}, {@link io.penstock.sinks.HiveTable} and {@link
 * io.penstock.sinks.PostgresTable} are the kinds. When a batch
 * may be committed, and in which order, is the engine's to decide.
 */
@NullMarked
package io.penstock.sinks;

import org.jspecify.annotations.NullMarked;
