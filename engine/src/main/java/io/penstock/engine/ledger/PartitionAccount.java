package io.penstock.engine.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a range of offsets of one partition: {@code until - from = holes + read}, where the lost offsets are among
 * the holes, and for each output {@code read = dropped + dead + late + used + filtered + dead + left of the output}.
 *
 * <p>A replay has no range: {@code from} and {@code until} are equal, and {@code read} counts the dead letters it took back.
 *
 * @param topic the topic
 * @param partition its partition
 * @param from first offset of the range
 * @param until offset behind the last one of the range
 * @param read records read
 * @param lost offsets that Kafka no longer had, as declared when the pipeline was told to go on without them
 * @param dropped records that a rule dropped before any output
 * @param dead records dead-lettered before any output
 * @param late records that came too late for the view, before any output
 * @param outputs what became of the rest, by output
 */
public record PartitionAccount(
        String topic,
        int partition,
        long from,
        long until,
        long read,
        long lost,
        long dropped,
        long dead,
        long late,
        Map<String, OutputAccount> outputs) {

    public PartitionAccount {
        outputs = Map.copyOf(outputs);
    }

    /** Offsets of the range without a record. */
    public long holes() {
        return until == from ? 0 : until - from - read;
    }

    /**
     * What became of the records that reached an output.
     *
     * @param rows rows written
     * @param used records that made at least one row
     * @param filtered records that the view left out
     * @param dead records that this output's view or table refused
     * @param left what an index is to get later, since OpenSearch was away; nothing where there is none
     */
    public record OutputAccount(
            long rows,
            long used,
            long filtered,
            long dead,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LeftOut left) {

        /** Records that an index is to get later. */
        public long leftRecords() {
            return left == null ? 0 : left.records();
        }
    }

    /** What a batch has left out of an index. @param rows that the records make */
    public record LeftOut(long records, long rows) {}
}
