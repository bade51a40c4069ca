package io.penstock.sinks.search;

import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * An index that an output writes to.
 *
 * @param index its alias, under which it is written and read
 * @param pipeline the pipeline that writes it
 * @param output the output that writes it
 * @param columns the columns of its documents, lineage included
 * @param fields how columns are indexed that are not by the rule for their type: OpenSearch's field type by column
 * @param periods what there is an index of its own for; nothing for one index
 */
public record IndexSpec(
        String index,
        String pipeline,
        String output,
        StructType columns,
        Map<String, String> fields,
        @Nullable IndexPeriods periods) {

    public IndexSpec {
        fields = Map.copyOf(fields);
    }

    /** Who writes, as it is kept with the index: {@code clickstream.web-hits}. */
    String owner() {
        return pipeline + "." + output;
    }
}
