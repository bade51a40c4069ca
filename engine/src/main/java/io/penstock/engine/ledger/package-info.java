/**
 * The claim: what became of every offset, batch by batch.
 *
 * <p>Start at {@link io.penstock.engine.ledger.Ledger}. Entries are written by the commit protocol and recounted by the audit;
 * nothing here looks at tables or topics.
 */
@NullMarked
package io.penstock.engine.ledger;

import org.jspecify.annotations.NullMarked;
