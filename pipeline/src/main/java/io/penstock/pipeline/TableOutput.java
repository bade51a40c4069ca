package io.penstock.pipeline;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A table that every row of a source or view is appended to, exactly once. */
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
                List<PartitionTransform> partitionBy,
        @Key(
                        value =
                                "`iceberg`, or `hive` for a table of the Hive Metastore with exactly the columns of `from`. A reader of a"
                                        + " Hive table may see a part of a batch while it is moved in.",
                        example = "hive",
                        defaultsTo = "iceberg")
                TableFormat format,
        @Key(
                        value = "The form of a Hive table's files, as Hive's `STORED AS` names it.",
                        example = "parquet",
                        unset = "`textfile`, Hive's own default")
                @Nullable
                StoredAs storedAs)
        implements Output, Checked {

    public TableOutput {
        partitionBy = List.copyOf(partitionBy);
    }

    @Override
    public String delivery() {
        return "exactly once";
    }

    @Override
    public void check(Problems problems) {
        if (storedAs != null && format != TableFormat.HIVE) {
            problems.at("stored-as").add("is only for Hive tables", "add format: hive, or leave it out");
        }
        if (!partitionBy.isEmpty() && format == TableFormat.HIVE) {
            problems.at("partition-by").add("is not possible for a Hive table", "leave it out, or use format: iceberg");
        }
        Set<PartitionTransform> seen = new HashSet<>();
        for (int i = 0; i < partitionBy.size(); i++) {
            if (!seen.add(partitionBy.get(i))) {
                problems.at("partition-by").at(i).add("is there twice: " + partitionBy.get(i), "leave one out");
            }
        }
    }
}
