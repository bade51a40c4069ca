package io.penstock.engine;

import io.penstock.sinks.OutputTable;
import io.penstock.sinks.search.IndexGeneration;
import io.penstock.sinks.search.SearchIndex;
import io.penstock.sinks.search.SearchUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tables' metadata bounded however often batches are committed: every {@value #BATCHES_BETWEEN} batches the
 * snapshots that are neither young nor among the newest are dropped. And deletes, with the first batch that writes to them and once an hour, the indices of
 * days and months that are no longer kept.
 */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int BATCHES_BETWEEN = 200;
    private static final Duration KEEP = Duration.ofHours(1); // time travel and slow readers
    private static final int KEEP_NEWEST = 100;

    private static final Duration BETWEEN_EXPIRIES = Duration.ofHours(1);

    private final List<OutputTable> tables;
    private final Supplier<? extends Collection<IndexGeneration>> indices;
    private Instant nextExpiry = Instant.MIN;
    private int batches;

    /** @param indices those that are written at the time; none while OpenSearch is away */
    Housekeeping(List<OutputTable> tables, Supplier<? extends Collection<IndexGeneration>> indices) {
        this.tables = tables;
        this.indices = indices;
    }

    void afterBatch() {
        expireIndices();
        expireSnapshots();
    }

    private void expireIndices() {
        Instant now = Instant.now();
        Collection<IndexGeneration> written = now.isBefore(nextExpiry) ? List.of() : indices.get();
        if (written.isEmpty()) {
            return;
        }
        nextExpiry = now.plus(BETWEEN_EXPIRIES);
        for (IndexGeneration index : written) {
            try {
                List<String> deleted = SearchIndex.deleteExpired(index, now);
                if (!deleted.isEmpty()) {
                    LOG.atInfo().addKeyValue("indices", deleted).log("indices deleted that are no longer kept");
                }
            } catch (SearchUnavailableException e) {
                LOG.atWarn().setCause(e).addKeyValue("index", index.index()).log("indices not deleted");
            }
        }
    }

    private void expireSnapshots() {
        if (++batches % BATCHES_BETWEEN != 0) {
            return;
        }
        long olderThan = System.currentTimeMillis() - KEEP.toMillis();
        for (OutputTable table : tables) {
            try {
                table.expireSnapshots(olderThan, KEEP_NEWEST);
            } catch (RuntimeException e) {
                // the batch is committed; the next round tries again
                LOG.atWarn().setCause(e).addKeyValue("table", table.name()).log("snapshots not expired");
            }
        }
    }
}
