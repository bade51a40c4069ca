/**
 * Rows for views to join with: those of a file or a table, which change while a pipeline runs.
 *
 * <p>Each batch sees one version of them ({@link io.penstock.engine.reference.LiveReferences}). The ledger has its name, so that it
 * can be said whether a view can be computed a second time.
 */
@NullMarked
package io.penstock.engine.reference;

import org.jspecify.annotations.NullMarked;
