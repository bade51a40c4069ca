package io.penstock.sinks.search;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What tasks need to write documents of an index since a checkpoint was made. Serializable; holds no connection.
 *
 * @param settings the cluster
 * @param index the alias that is written to
 * @param periods what there is an index of its own for; nothing for one index
 * @param first what an index is filled with, below the version of any batch
 */
public record IndexGeneration(SearchSettings settings, String index, @Nullable IndexPeriods periods, long first)
        implements Serializable {

    private static final int BATCH_BITS = 40; // a batch a second for 34,000 years

    /** @param number of the generation, from 1 */
    static IndexGeneration of(SearchSettings settings, String index, @Nullable IndexPeriods periods, long number) {
        return new IndexGeneration(settings, index, periods, number << BATCH_BITS);
    }

    /** The version of what a batch writes. */
    public long ofBatch(long batch) {
        return first + 1 + batch;
    }

    /**
     * The version of records that were read long ago.
     *
     * @param ownIds whether documents have ids of their own: then it is older than any batch and than what a new index is filled with,
     *     and turns nothing back; otherwise it is newer than all, and comes behind what was deleted
     */
    public long ofReplay(boolean ownIds) {
        return ownIds ? first - 1 : first + (1L << BATCH_BITS) - 1;
    }
}
