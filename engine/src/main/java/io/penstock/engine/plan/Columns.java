package io.penstock.engine.plan;

import io.penstock.pipeline.PartitionTransform;
import io.penstock.pipeline.Problems;
import io.penstock.sinks.Lineage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** What columns must be like to become a table that can be read again. */
final class Columns {

    /** Iceberg's metadata columns: a table with such a column can be written, and then every read of it fails. */
    private static final Set<String> RESERVED = Set.of(
            "_file",
            "_pos",
            "_deleted",
            "_spec_id",
            "_partition",
            "_change_type",
            "_change_ordinal",
            "_commit_snapshot_id",
            "_row_id",
            "_last_updated_sequence_number");

    private Columns() {}

    /** The columns that a text declares, or nothing and a problem. */
    static @Nullable StructType parse(String ddl, Problems at) {
        try {
            StructType schema = StructType.fromDDL(ddl);
            if (schema.isEmpty()) {
                at.add("has no column", "write columns as in: url STRING, hits BIGINT");
                return null;
            }
            return schema;
        } catch (Exception e) { // Spark's parse exception is checked and not declared
            SparkMessages.rethrowUnlessAnalysis(e);
            at.add("is not a schema: " + SparkMessages.firstLine(e), "write columns as in: url STRING, hits BIGINT");
            return null;
        }
    }

    static void check(StructType columns, Problems at) {
        Set<String> seen = new HashSet<>();
        for (StructField field : columns.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (!seen.add(name)) {
                at.add("has two columns of the name " + field.name(), "give one of them another name with AS");
            }
            checkName(field.name(), at);
            if (field.dataType() instanceof NullType) {
                at.add("has a column without a type: " + field.name(), "cast it, as in CAST(NULL AS STRING)");
            } else if (!storable(field.dataType())) {
                at.add(
                        "has a column that a table cannot store: " + field.name() + " "
                                + field.dataType().sql(),
                        "cast it to another type");
            }
        }
    }

    /** Adds whom else the name of a column belongs to. */
    static void checkName(String column, Problems at) {
        String name = column.toLowerCase(Locale.ROOT);
        if (RESERVED.contains(name)) {
            at.add("has a column that Iceberg keeps for itself: " + column, "give it another name");
        }
        if (Lineage.names().contains(name)) {
            at.add("has a column that the lineage of rows is kept in: " + column, "give it another name");
        }
    }

    private static boolean storable(DataType type) {
        String name = type.typeName();
        return !name.startsWith("interval") && !name.equals("variant") && !name.equals("calendar_interval");
    }

    /** Whether values of the type are equal or not, and rows can belong together by them. */
    static boolean isSimple(DataType type) {
        return switch (type.typeName()) {
            case "string",
                    "binary",
                    "boolean",
                    "byte",
                    "short",
                    "integer",
                    "long",
                    "date",
                    "timestamp",
                    "timestamp_ntz" -> true;
            default -> type.typeName().startsWith("decimal");
        };
    }

    static void checkPartitions(List<PartitionTransform> transforms, StructType columns, Problems at) {
        for (int i = 0; i < transforms.size(); i++) {
            PartitionTransform transform = transforms.get(i);
            StructField field = find(columns, transform.column());
            if (field == null) {
                at.at(i)
                        .add(
                                "is not a column of the output: " + transform.column(),
                                "the columns are " + names(columns));
            } else if (!fits(transform.kind(), field.dataType())) {
                at.at(i)
                        .add(
                                "cannot be computed from " + field.dataType().sql() + ": " + transform,
                                "dates and timestamps have years, months, days and hours; other types use bucket, truncate or"
                                        + " the column itself");
            }
        }
    }

    private static boolean fits(PartitionTransform.Kind kind, DataType type) {
        boolean timestamp = type instanceof TimestampType || type instanceof TimestampNTZType;
        String name = type.typeName();
        boolean nested = name.equals("struct") || name.equals("array") || name.equals("map");
        boolean fraction = name.equals("double") || name.equals("float");
        return switch (kind) {
            case YEARS, MONTHS, DAYS -> timestamp || type instanceof DateType;
            case HOURS -> timestamp;
            case IDENTITY -> !nested;
            case BUCKET -> !nested && !fraction && !name.equals("boolean");
            case TRUNCATE ->
                name.equals("string")
                        || name.equals("binary")
                        || name.equals("integer")
                        || name.equals("long")
                        || name.equals("short")
                        || name.equals("byte")
                        || name.startsWith("decimal");
        };
    }

    static @Nullable StructField find(StructType columns, String name) {
        return Arrays.stream(columns.fields())
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    static String names(StructType columns) {
        return Arrays.stream(columns.fieldNames()).collect(Collectors.joining(", "));
    }
}
