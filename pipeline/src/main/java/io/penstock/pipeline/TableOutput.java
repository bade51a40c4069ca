package io.penstock.pipeline;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An Iceberg table that every row of a source or view is appended to, exactly once. */
public record TableOutput(
        @Key(
                        value =
                                "The table, as `namespace.name` or `name`. It is created from the columns if it is not there.",
                        example = "web.clicks",
                        notation = Notation.TABLE)
                String table,
        @Key(value = "The source or view whose rows are written.", example = "clicks", notation = Notation.NAME)
                String from,
        @Key(
                        value =
                                "How a new table is partitioned: a column, or `years(c)`, `months(c)`, `days(c)`, `hours(c)`, `bucket(n, c)`,"
                                        + " `truncate(n, c)` of one.",
                        example = "[days(recordtime), \"bucket(16, ip)\"]",
                        notation = Notation.PARTITION_TRANSFORM,
                        unset = "the table is not partitioned")
                List<PartitionTransform> partitionBy)
        implements Checked {

    public TableOutput {
        partitionBy = List.copyOf(partitionBy);
    }

    @Override
    public void check(Problems problems) {
        Set<PartitionTransform> seen = new HashSet<>();
        for (int i = 0; i < partitionBy.size(); i++) {
            if (!seen.add(partitionBy.get(i))) {
                problems.at("partition-by").at(i).add("is there twice: " + partitionBy.get(i), "leave one out");
            }
        }
    }
}
