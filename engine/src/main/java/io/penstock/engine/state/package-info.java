/**
 * Small durable files: what the commit protocol and the ledger are made of.
 *
 * <p>Start at {@link io.penstock.engine.state.StateFolder}. A file appears whole or not at all, and of two writers of the same
 * name one fails. What the files mean is left to others.
 */
@NullMarked
package io.penstock.engine.state;

import org.jspecify.annotations.NullMarked;
