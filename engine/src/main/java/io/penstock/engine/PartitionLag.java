package io.penstock.engine;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How far a source has come in one partition of its topic.
 *
 * @param source its name in the pipeline
 * @param committed offset behind the last one that is committed; records before it are in the outputs, or accounted for
 * @param end offset behind the last one in the topic, as far as transactions are decided
 */
public record PartitionLag(String source, String topic, int partition, long committed, long end) {

    /** Offsets that are not committed yet; of a compacted topic, or one with transactions, not each has a record. */
    @JsonProperty
    public long lag() {
        return Math.max(0, end - committed);
    }
}
