package io.penstock.engine;

import io.penstock.sinks.OutputTable;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tables' metadata bounded however often batches are committed: every {@value #BATCHES_BETWEEN} batches the
 * snapshots that are neither young nor among the newest are dropped.
 */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int BATCHES_BETWEEN = 200;
    private static final Duration KEEP = Duration.ofHours(1); // time travel and slow readers
    private static final int KEEP_NEWEST = 100;

    private final List<OutputTable> tables;
    private int batches;

    Housekeeping(List<OutputTable> tables) {
        this.tables = tables;
    }

    void afterBatch() {
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
