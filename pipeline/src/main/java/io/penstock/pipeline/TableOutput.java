package io.penstock.pipeline;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table that every row of a source or view is written to, exactly once.
 *
 * @param key the columns that tell rows apart where {@link #upserts}; empty otherwise
 */
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
                                "`append`, or `upsert` for an Iceberg table that holds one row for each value of `key`: a row replaces the"
                                        + " earlier one with its key. Each batch makes such a table slower to read until it is compacted.",
                        example = "upsert",
                        defaultsTo = "append")
                WriteMode mode,
        @Key(
                        value =
                                "The columns by which `mode: upsert` tells rows apart; NULL is a value like others. They cannot be nested or"
                                        + " fractions, and `partition-by` can use no other columns.",
                        example = "[url]",
                        notation = Notation.COLUMN,
                        unset = "rows are not told apart, as `mode: append` has it")
                List<String> key,
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
        key = List.copyOf(key);
    }

    /** Whether a row replaces the earlier one with its key. */
    public boolean upserts() {
        return mode == WriteMode.UPSERT;
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
        checkKey(problems);
    }

    private void checkKey(Problems problems) {
        if (!upserts()) {
            if (!key.isEmpty()) {
                problems.at("key").add("is only for mode: upsert", "add mode: upsert, or leave it out");
            }
            return;
        }
        if (format == TableFormat.HIVE) {
            problems.at("mode").add("is not possible for a Hive table: upsert", "leave it out, or use format: iceberg");
        }
        if (key.isEmpty()) {
            problems.at("key").add("is missing, mode: upsert tells rows apart by it", "add it, such as 'key: [url]'");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < key.size(); i++) {
            if (!seen.add(key.get(i).toLowerCase(Locale.ROOT))) {
                problems.at("key").at(i).add("is there twice: " + Excerpt.plain(key.get(i)), "leave one out");
            }
        }
        checkPartitionsWithin(seen, problems.at("partition-by"));
    }

    /** A key whose rows change their partition would leave the earlier row behind in the other one. */
    private void checkPartitionsWithin(Set<String> keyColumns, Problems problems) {
        for (int i = 0; i < partitionBy.size(); i++) {
            PartitionTransform transform = partitionBy.get(i);
            if (!keyColumns.contains(transform.column().toLowerCase(Locale.ROOT))) {
                problems.at(i)
                        .add(
                                "is not of a key column: " + transform,
                                "add %s to the key, or leave it out here: a row is replaced within its partition"
                                        .formatted(transform.column()));
            }
        }
    }
}
