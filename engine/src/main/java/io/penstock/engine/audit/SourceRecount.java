package io.penstock.engine.audit;

import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.SourcePlan;
import java.util.Map;

/**
 * What is known of a source before its outputs are looked at.
 *
 * @param plan what the pipeline does with it
 * @param incarnation of its checkpoint
 * @param fingerprint of the pipeline as it is now
 * @param claims what its ledger says
 * @param topic the topic it reads, or the files in its place
 * @param present offsets of the committed range that hold a record, by partition
 * @param confirmedFrom first offset that the topic can still be asked for, by partition
 * @param deadLetters where its dead letters are
 */
record SourceRecount(
        SourcePlan plan,
        Incarnation incarnation,
        String fingerprint,
        LedgerClaims claims,
        SourceReader topic,
        Map<Integer, OffsetSet> present,
        Map<Integer, Long> confirmedFrom,
        DeadLetterRecount deadLetters) {

    String topicName() {
        return incarnation.topic();
    }

    OffsetSet present(int partition) {
        return present.get(partition);
    }

    /** Records of the committed range: those that the topic holds, and before them what the ledger says. */
    long read(int partition) {
        return claims.sumBefore(partition, confirmedFrom.get(partition), PartitionAccount::read)
                + present(partition).size();
    }

    /** Offsets of a range whose dead letters count for the output. */
    OffsetSet dead(int partition, OutputPlan output, long from, long until) {
        return deadLetters.of(topicName(), partition, output.name()).within(from, until);
    }

    /** Whether the batch of the offset was computed by the pipeline as it is now. */
    boolean sameComputation(int partition, long offset) {
        return claims.computedBy(fingerprint, partition, offset);
    }

    /** How findings about an output begin. */
    String place(int partition, OutputPlan output) {
        return topicName() + " partition " + partition + ", output " + output.name();
    }
}
