/**
 * Tables that SQL sees beside the stored ones, computed when they are read: what is in topics, what the ledgers say, what
 * views keep.
 *
 * <p>Start at {@link io.penstock.engine.sql.virtual.VirtualNamespace}: whoever has another kind of table writes one more of
 * these, and the engine hands it in ({@code Engine.sql}). {@link io.penstock.engine.sql.virtual.VirtualNamespaces} are what the
 * catalog asks. What a statement may do with the tables is not decided here.
 */
@NullMarked
package io.penstock.engine.sql.virtual;

import org.jspecify.annotations.NullMarked;
