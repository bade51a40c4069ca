package io.penstock.sinks.search;

import java.io.Serializable;

/**
 * What tasks need to write documents of an index since a checkpoint was made. Serializable; holds no connection.
 *
 * @param settings the cluster
 * @param index the alias that is written to
 * @param first the lowest version of its documents
 */
public record IndexGeneration(SearchSettings settings, String index, long first) implements Serializable {

    /** The version of what a batch writes. */
    public long ofBatch(long batch) {
        return first + 1 + batch;
    }

    /** The version of what comes in the place of records that were read long ago: older than any batch. */
    public long ofReplay() {
        return first;
    }
}
