package io.penstock.engine.batch;

import io.penstock.engine.plan.RulePlan;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.RowWriterFactory;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task has to know that reads a source for a view with state.
 *
 * @param identity the view's batch
 * @param run id of the driver's run
 * @param source name of the source
 * @param rules expectations in their order
 * @param takesTombstones whether records without a value are no dead letters
 * @param eventTime index of the column with the event time; negative where no row can be late
 * @param watermarkMicros rows with an event time at or before it are late; in microseconds since the epoch
 * @param deadLetters writers of the dead-letter table; nothing where another query writes them
 * @param late writers of the table of late rows; nothing where they are left out
 * @param startedMicros when the batch was started, in microseconds since the epoch
 */
public record InputSpec(
        BatchIdentity identity,
        String run,
        String source,
        List<RulePlan> rules,
        boolean takesTombstones,
        int eventTime,
        long watermarkMicros,
        @Nullable RowWriterFactory deadLetters,
        @Nullable RowWriterFactory late,
        long startedMicros)
        implements Serializable {

    /** Under this name a task's report has its files of late rows. */
    public static final String LATE = "late rows";

    public InputSpec {
        rules = List.copyOf(rules);
    }
}
