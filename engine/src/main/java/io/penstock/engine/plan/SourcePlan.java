package io.penstock.engine.plan;

import io.penstock.pipeline.KafkaSource;
import io.penstock.source.RecordSchema;
import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What is done with each record of a source.
 *
 * @param name name of the source
 * @param spec what the file says of it
 * @param columns the columns it is decoded into, metadata included
 * @param rules expectations in their order
 * @param outputs outputs that are fed by it
 * @param takesTombstones whether an output deletes documents by records without a value, which are dead letters otherwise
 * @param usesCurrentTime whether a rule or view asks for the current time, which is that of the batch: such a plan holds for
 *     one batch
 */
public record SourcePlan(
        String name,
        KafkaSource spec,
        StructType columns,
        List<RulePlan> rules,
        List<OutputPlan> outputs,
        boolean takesTombstones,
        boolean usesCurrentTime)
        implements QueryPlan {

    public SourcePlan {
        rules = List.copyOf(rules);
        outputs = List.copyOf(outputs);
    }

    /** How a record becomes a row. */
    public RecordSchema schema() {
        return new RecordSchema(spec.decode(), spec.metadata(), columns);
    }

    /** Index of the column with the event time; negative where the source has none. */
    public int eventTimeIndex() {
        if (spec.eventTime() == null) {
            return -1;
        }
        StructField[] fields = columns.fields();
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].name().equalsIgnoreCase(spec.eventTime())) {
                return i;
            }
        }
        throw new IllegalStateException("Cannot find the event time of source " + name + ": " + spec.eventTime());
    }
}
