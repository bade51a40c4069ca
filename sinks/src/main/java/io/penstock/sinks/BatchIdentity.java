package io.penstock.sinks;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What makes a batch the same batch again: its query, the incarnation of the query's checkpoint and the batch id.
 *
 * <p>A new checkpoint counts from batch 0 again, so a batch id alone would make the commits of an old one look like replays.
 *
 * @param pipeline name of the pipeline
 * @param query name of the query within the pipeline
 * @param incarnation id minted with the query's checkpoint
 * @param batch Spark's batch id, from 0
 */
public record BatchIdentity(String pipeline, String query, String incarnation, long batch) implements Serializable {

    private static final String PROPERTY_PREFIX = "penstock.batch.";

    /** The table property that holds the last batch of this query; it outlives the snapshots that carried the batches. */
    String property() {
        return PROPERTY_PREFIX + pipeline + "." + query;
    }

    String position() {
        return incarnation + "/" + batch;
    }

    /** Says where another incarnation, or none, has left a table. */
    static @Nullable BatchIdentity parse(String pipeline, String query, @Nullable String position) {
        if (position == null) {
            return null;
        }
        int slash = position.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalStateException("Cannot read the batch position of a table: " + position);
        }
        return new BatchIdentity(
                pipeline, query, position.substring(0, slash), Long.parseLong(position.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return pipeline + "/" + query + " batch " + batch + " (incarnation " + incarnation + ")";
    }
}
