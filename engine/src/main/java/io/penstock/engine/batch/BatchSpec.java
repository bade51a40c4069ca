package io.penstock.engine.batch;

import io.penstock.engine.kafka.RecordSenderFactory;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.RulePlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.Step;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.RowWriterFactory;
import io.penstock.sinks.search.IndexGeneration;
import io.penstock.sinks.search.IndexPeriods;
import io.penstock.source.RecordSchema;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task has to know of its batch.
 *
 * @param identity the batch
 * @param run id of the driver's run
 * @param source name of the source
 * @param schema how records become rows
 * @param rules expectations in their order
 * @param takesTombstones whether records without a value are no dead letters
 * @param outputs where rows go
 * @param deadLetters writers of the dead-letter table
 * @param startedMicros when the batch was started, in microseconds since the epoch
 * @param replay whether the records are dead letters that are sent through again
 */
public record BatchSpec(
        BatchIdentity identity,
        String run,
        String source,
        RecordSchema schema,
        List<RulePlan> rules,
        boolean takesTombstones,
        List<OutputTask> outputs,
        RowWriterFactory deadLetters,
        long startedMicros,
        boolean replay)
        implements Serializable {

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** Where the rows of an output go. */
    public sealed interface Target extends Serializable {}

    /** To a table. */
    public record ToTable(RowWriterFactory writers) implements Target {}

    /** To a topic. */
    public record ToTopic(RecordSenderFactory senders) implements Target {}

    /**
     * To an index.
     *
     * @param ownIds whether documents have ids of their own
     * @param keys how the key of a record without a value is written as the id of the document that it deletes; nothing where such
     *     records delete nothing
     * @param patience how long OpenSearch may take nothing before the batch fails
     */
    public record ToIndex(IndexGeneration index, boolean ownIds, @Nullable KeyIds keys, Duration patience)
            implements Target {}

    /** To an index, but not now: rows are made into documents, so that what cannot be one is known, and counted. */
    public record ToIndexLater(@Nullable IndexPeriods periods, boolean ownIds) implements Target {}

    /**
     * An output with its steps.
     *
     * @param view the view or source that it comes from
     * @param encode from a row to the key and value of a record, or to the id, document and period; none for a table
     */
    public record OutputTask(
            String name, String view, List<Step> steps, boolean multiplies, List<Step> encode, Target target)
            implements Serializable {}

    /** The spec of a batch of a planned source. */
    public static BatchSpec of(
            BatchIdentity identity,
            String run,
            SourcePlan plan,
            Map<String, Target> targets,
            RowWriterFactory deadLetters,
            long startedMicros,
            boolean replay) {
        List<OutputTask> outputs = new ArrayList<>();
        for (OutputPlan output : plan.outputs()) {
            outputs.add(new OutputTask(
                    output.name(),
                    output.spec().from(),
                    output.steps(),
                    output.multiplies(),
                    output.encode(),
                    targets.get(output.name())));
        }
        return new BatchSpec(
                identity,
                run,
                plan.name(),
                plan.schema(),
                plan.rules(),
                plan.takesTombstones(),
                outputs,
                deadLetters,
                startedMicros,
                replay);
    }
}
