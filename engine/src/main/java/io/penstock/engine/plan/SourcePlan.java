package io.penstock.engine.plan;

import io.penstock.pipeline.KafkaSource;
import io.penstock.pipeline.TableOutput;
import io.penstock.pipeline.TopicOutput;
import io.penstock.source.RecordSchema;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * What is done with each record of a source.
 *
 * @param name name of the source
 * @param spec what the file says of it
 * @param columns the columns it is decoded into, metadata included
 * @param rules expectations in their order
 * @param outputs outputs that are fed by it
 * @param usesCurrentTime whether a rule or view asks for the current time, which is that of the batch: such a plan holds for
 *     one batch
 */
public record SourcePlan(
        String name,
        KafkaSource spec,
        StructType columns,
        List<RulePlan> rules,
        List<OutputPlan> outputs,
        boolean usesCurrentTime) {

    public SourcePlan {
        rules = List.copyOf(rules);
        outputs = List.copyOf(outputs);
    }

    /** How a record becomes a row. */
    public RecordSchema schema() {
        return new RecordSchema(spec.decode(), spec.metadata(), columns);
    }

    /** The outputs that are tables. */
    public List<OutputPlan> tables() {
        return outputs.stream()
                .filter(output -> output.spec() instanceof TableOutput)
                .toList();
    }

    /** The outputs that are topics. */
    public List<OutputPlan> topics() {
        return outputs.stream()
                .filter(output -> output.spec() instanceof TopicOutput)
                .toList();
    }
}
