package io.penstock.sinks;

import io.penstock.pipeline.DatabaseTable;
import io.penstock.pipeline.PartitionTransform;
import io.penstock.pipeline.StoredAs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What a table must look like.
 *
 * @param name name as the user writes it, with or without a namespace; behind that of the database and a {@code :} where it is in one
 * @param pipeline name of the pipeline that owns the table
 * @param output name of the output within the pipeline
 * @param columns all columns in their order, lineage included
 * @param partitionBy partition transforms, outermost first
 * @param key columns by which a row replaces an earlier one, capitals make no difference; empty where rows are appended
 * @param storedAs the form of a Hive table's files; null for an Iceberg table
 */
public record TableSpec(
        String name,
        String pipeline,
        String output,
        StructType columns,
        List<PartitionTransform> partitionBy,
        List<String> key,
        @Nullable StoredAs storedAs) {

    static final String PIPELINE_PROPERTY = "penstock.pipeline";
    static final String OUTPUT_PROPERTY = "penstock.output";

    public TableSpec {
        partitionBy = List.copyOf(partitionBy);
        key = List.copyOf(key);
    }

    /**
     * The spec of an Iceberg table of the given columns followed by lineage columns. The columns may be NULL whatever Spark concludes
     * of them, so that an expression that changes does not need another table.
     */
    public static TableSpec withLineage(
            String name,
            String pipeline,
            String output,
            StructType columns,
            StructType lineage,
            List<PartitionTransform> partitionBy) {
        return new TableSpec(
                name, pipeline, output, Lineage.append(columns.asNullable(), lineage), partitionBy, List.of(), null);
    }

    /** The spec of a Hive table of exactly the given columns. */
    public static TableSpec hive(String name, String pipeline, String output, StructType columns, StoredAs storedAs) {
        return new TableSpec(name, pipeline, output, columns.asNullable(), List.of(), List.of(), storedAs);
    }

    /** The name under which {@link TableCatalog} knows a table of a database. */
    public static String nameOf(DatabaseTable table) {
        return Postgres.Name.of(table.database(), table.table());
    }

    /** The spec of a table of a database, of exactly the given columns. */
    public static TableSpec database(
            DatabaseTable table, String pipeline, String output, StructType columns, List<String> key) {
        return new TableSpec(nameOf(table), pipeline, output, columns.asNullable(), List.of(), key, null);
    }

    /** The spec of a table in which a row replaces an earlier one with its key; of one that rows are appended to for an empty key. */
    public TableSpec withKey(List<String> columnsOfKey) {
        return new TableSpec(name, pipeline, output, columns, partitionBy, columnsOfKey, storedAs);
    }

    KeyColumns keyColumns() {
        return new KeyColumns(key);
    }

    Schema schema() {
        return SparkSchemaUtil.convert(columns);
    }

    PartitionSpec partitioning(Schema schema) {
        PartitionSpec.Builder builder = PartitionSpec.builderFor(schema).caseSensitive(false);
        for (PartitionTransform transform : partitionBy) {
            String column = transform.column();
            switch (transform.kind()) {
                case IDENTITY -> builder.identity(column);
                case YEARS -> builder.year(column);
                case MONTHS -> builder.month(column);
                case DAYS -> builder.day(column);
                case HOURS -> builder.hour(column);
                case BUCKET -> builder.bucket(column, transform.argument());
                case TRUNCATE -> builder.truncate(column, transform.argument());
            }
        }
        return builder.build();
    }

    Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>(settings());
        if (!key.isEmpty()) {
            properties.put(KeyColumns.PROPERTY, keyColumns().json());
        }
        return properties;
    }

    private Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry(PIPELINE_PROPERTY, pipeline),
                Map.entry(OUTPUT_PROPERTY, output),
                Map.entry("format-version", "2"),
                Map.entry("write.format.default", "parquet"),
                Map.entry("write.parquet.compression-codec", "zstd"),
                // level 1 costs a third of level 3's time for some 5 % more bytes; compaction may do better later
                Map.entry("write.parquet.compression-level", "1"),
                // a commit every second must not leave a metadata file for every second of the table's life; a reader
                // may
                // still hold one of the last few minutes
                Map.entry("write.metadata.delete-after-commit.enabled", "true"),
                Map.entry("write.metadata.previous-versions-max", "200"),
                Map.entry("commit.manifest.min-count-to-merge", "50"),
                // rows may be appended while others are deleted
                Map.entry("write.delete.isolation-level", "snapshot"),
                Map.entry("commit.retry.num-retries", "10"));
    }

    boolean ownedBy(Map<String, String> tableProperties) {
        return pipeline.equals(tableProperties.get(PIPELINE_PROPERTY))
                && output.equals(tableProperties.get(OUTPUT_PROPERTY));
    }

    static String describe(StructField field) {
        return field.name() + " " + field.dataType().sql();
    }
}
