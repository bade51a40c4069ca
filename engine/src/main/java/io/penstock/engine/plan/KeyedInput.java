package io.penstock.engine.plan;

import io.penstock.engine.processor.RowEncoders;
import io.penstock.pipeline.Problems;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Rows that are taken by key in the order of their event time.
 *
 * @param from the source or view that gives them, for messages
 * @param columns their columns
 */
record KeyedInput(String from, StructType columns) {

    /** The columns with a watermark. */
    static List<Attribute> eventTimes(LogicalPlan analysed) {
        return CollectionConverters.asJava(analysed.output()).stream()
                .filter(column -> column.metadata().contains(EventTimeWatermark.delayKey())
                        && column.dataType() instanceof TimestampType)
                .toList();
    }

    /** Whether rows belong together by these columns. */
    void checkKey(List<String> key, Problems at) {
        for (int i = 0; i < key.size(); i++) {
            StructField field = Columns.find(columns, key.get(i));
            if (field == null) {
                at.at(i)
                        .add(
                                "is not a column of " + from + ": " + key.get(i),
                                "the columns are " + Columns.names(columns));
            } else if (!Columns.isSimple(field.dataType())) {
                at.at(i)
                        .add(
                                "is %s, rows do not belong together by it: %s"
                                        .formatted(field.dataType().sql(), field.name()),
                                "take a column of a simple type that is no fraction");
            }
        }
    }

    /** Whether they can wait for their turn. */
    void checkColumns(Problems at) {
        for (StructField field : columns.fields()) {
            if (!RowEncoders.keeps(field.dataType())) {
                at.add(
                        "has a column that state cannot keep: %s %s"
                                .formatted(field.name(), field.dataType().sql()),
                        "leave it out by a view, or cast it there to another type");
            }
        }
    }
}
