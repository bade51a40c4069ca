package io.penstock.engine.batch;

import io.penstock.engine.commit.DeadLetterKey;
import io.penstock.engine.ledger.PartitionAccount.LeftOut;
import io.penstock.engine.ledger.PartitionAccount.OutputAccount;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a task did: the files it wrote and what became of the records it read.
 *
 * @param partitions counts by partition of the topic
 * @param violations violations of each expectation
 * @param files files written, by output
 * @param deadLetterFiles files of dead letters
 * @param resolved in a replay, the dead letters that are none any more
 */
public record TaskResult(
        List<PartitionCounts> partitions,
        Map<String, Long> violations,
        Map<String, List<String>> files,
        List<String> deadLetterFiles,
        List<DeadLetterKey> resolved)
        implements Serializable {

    /**
     * Counts of one partition of the topic.
     *
     * @param firstOffset offset of the first record read
     * @param read records read
     * @param dropped records that a rule dropped
     * @param dead records dead-lettered before any output
     * @param late records that came too late for the view
     * @param newestMillis newest timestamp of a record, in milliseconds since the epoch
     * @param outputs counts by output
     */
    public record PartitionCounts(
            String topic,
            int partition,
            long firstOffset,
            long read,
            long dropped,
            long dead,
            long late,
            long newestMillis,
            Map<String, OutputCounts> outputs)
            implements Serializable {}

    /**
     * Counts of one output.
     *
     * @param left records whose rows an index is to get later
     * @param leftRows how many rows these are
     */
    public record OutputCounts(long rows, long used, long filtered, long dead, long left, long leftRows)
            implements Serializable {

        static final OutputCounts NONE = new OutputCounts(0, 0, 0, 0, 0, 0);

        OutputCounts plus(OutputCounts other) {
            return new OutputCounts(
                    rows + other.rows,
                    used + other.used,
                    filtered + other.filtered,
                    dead + other.dead,
                    left + other.left,
                    leftRows + other.leftRows);
        }

        OutputAccount account() {
            return new OutputAccount(rows, used, filtered, dead, left == 0 ? null : new LeftOut(left, leftRows));
        }
    }
}
