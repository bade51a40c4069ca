/**
 * The protocol that makes a batch count once, in all of its tables, its dead letters and the ledger.
 *
 * <p>Start at {@link io.penstock.engine.commit.CommitProtocol}. The order of a batch: tasks write files, the driver writes a
 * {@link io.penstock.engine.commit.PreparedRecord}, commits the tables, the dead letters and the ledger entry, and lets Spark
 * commit its checkpoint. {@link io.penstock.engine.commit.Recovery} completes a prepared batch and never computes it again.
 */
@NullMarked
package io.penstock.engine.commit;

import org.jspecify.annotations.NullMarked;
