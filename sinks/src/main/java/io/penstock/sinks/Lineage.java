package io.penstock.sinks;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The columns at the end of every table that say which record a row came from.
 *
 * <p>Iceberg reserves names like {@code _partition}: a table with such a column can be written and never read, hence the
 * prefix. A view that makes several rows of one record adds {@link #ROW}, the row's position among them, so that a doubled row
 * can be told from a multiplied one.
 */
public final class Lineage {

    public static final String TOPIC = "_kafka_topic";
    public static final String PARTITION = "_kafka_partition";
    public static final String OFFSET = "_kafka_offset";
    public static final String ROW = "_kafka_row";

    private static final StructType COLUMNS = new StructType()
            .add(TOPIC, DataTypes.StringType, false)
            .add(PARTITION, DataTypes.IntegerType, false)
            .add(OFFSET, DataTypes.LongType, false);
    private static final StructType COLUMNS_WITH_ROW = COLUMNS.add(ROW, DataTypes.IntegerType, false);

    private Lineage() {}

    /** The lineage columns of an output with one row a record. */
    public static StructType columns() {
        return COLUMNS;
    }

    /** The lineage columns of an output whose view multiplies rows. */
    public static StructType columnsWithRow() {
        return COLUMNS_WITH_ROW;
    }

    /** The names of all lineage columns; a pipeline's own columns may not use them. */
    public static List<String> names() {
        return List.of(TOPIC, PARTITION, OFFSET, ROW);
    }

    /** Which records a file holds, by the bounds of its lineage columns. */
    static String describe(Schema schema, DataFile file) {
        if (schema.findField(OFFSET) == null) {
            return file.recordCount() + " rows";
        }
        return "partition %s offsets %s to %s"
                .formatted(
                        bound(schema, file.lowerBounds(), PARTITION),
                        bound(schema, file.lowerBounds(), OFFSET),
                        bound(schema, file.upperBounds(), OFFSET));
    }

    private static String bound(Schema schema, @Nullable Map<Integer, ByteBuffer> bounds, String column) {
        Types.NestedField field = schema.findField(column);
        ByteBuffer bound = bounds == null ? null : bounds.get(field.fieldId());
        return bound == null ? "unknown" : String.valueOf((Object) Conversions.fromByteBuffer(field.type(), bound));
    }

    static StructType append(StructType columns, StructType lineage) {
        StructType all = columns;
        for (StructField field : lineage.fields()) {
            all = all.add(field);
        }
        return all;
    }
}
