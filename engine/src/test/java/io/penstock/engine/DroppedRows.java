package io.penstock.engine;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryProgressEvent;

/** Counts the rows that Spark's own operators leave out for being late: of rows that are accounted for there are none. */
final class DroppedRows extends SparkListener {

    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong reports = new AtomicLong();

    /** Counts from now on, in all queries of the process. */
    static DroppedRows in(SparkSession session) {
        DroppedRows dropped = new DroppedRows();
        session.sparkContext().addSparkListener(dropped);
        return dropped;
    }

    @Override
    public void onOtherEvent(SparkListenerEvent event) {
        if (event instanceof QueryProgressEvent progress) {
            for (StateOperatorProgress operator : progress.progress().stateOperators()) {
                rows.addAndGet(operator.numRowsDroppedByWatermark());
                reports.incrementAndGet();
            }
        }
    }

    long rows() {
        return rows.get();
    }

    /** How many times an operator has reported. */
    long reports() {
        return reports.get();
    }
}
