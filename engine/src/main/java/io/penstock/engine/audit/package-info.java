/**
 * The proof: recounts what is stored and what the topic holds, and compares both with the ledger.
 *
 * <p>Start at {@link io.penstock.engine.audit.Audit}. Nothing here believes the ledger: it is one of three parties, beside the
 * tables and the topic. Nothing here changes anything.
 */
@NullMarked
package io.penstock.engine.audit;

import org.jspecify.annotations.NullMarked;
