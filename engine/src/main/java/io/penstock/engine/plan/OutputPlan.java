package io.penstock.engine.plan;

import io.penstock.pipeline.StoredAs;
import io.penstock.pipeline.TableFormat;
import io.penstock.pipeline.TableOutput;
import io.penstock.sinks.Lineage;
import io.penstock.sinks.TableSpec;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * An output and how a decoded row becomes its rows.
 *
 * @param name name of the output
 * @param spec what the file says of it
 * @param columns its columns, without lineage
 * @param steps from the source's row to the output's
 */
public record OutputPlan(String name, TableOutput spec, StructType columns, List<Step> steps) {

    public OutputPlan {
        steps = List.copyOf(steps);
    }

    /** Whether one record may make several rows. */
    public boolean multiplies() {
        return steps.stream().anyMatch(Step.Generate.class::isInstance);
    }

    /** The table this output is written to. */
    public TableSpec table(String pipeline) {
        if (spec.format() == TableFormat.HIVE) {
            StoredAs storedAs = spec.storedAs() == null ? StoredAs.TEXTFILE : spec.storedAs();
            return TableSpec.hive(spec.table(), pipeline, name, columns, storedAs);
        }
        StructType lineage = multiplies() ? Lineage.columnsWithRow() : Lineage.columns();
        return TableSpec.withLineage(spec.table(), pipeline, name, columns, lineage, spec.partitionBy());
    }
}
