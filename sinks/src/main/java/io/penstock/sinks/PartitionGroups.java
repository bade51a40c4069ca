package io.penstock.sinks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.jspecify.annotations.Nullable;

/**
 * Tells rows of columns apart by the partition of the table that they belong to.
 *
 * <p>Rows that come together mostly belong to one day: where the partitions keep the order of their columns, the least and the
 * greatest value tell so without a look at each row.
 */
final class PartitionGroups {

    private final PartitionKey key;
    private final RowStruct rowStruct;
    private final List<Source> sources = new ArrayList<>();

    PartitionGroups(Table table, StructType columns) {
        Schema schema = table.schema();
        this.key = new PartitionKey(table.spec(), schema);
        this.rowStruct = new RowStruct(columns);
        for (PartitionField field : table.spec().fields()) {
            int column = columns.fieldIndex(schema.findColumnName(field.sourceId()));
            boolean ordered = field.transform().preservesOrder() && isWholeNumber(columns.fields()[column].dataType());
            sources.add(new Source(column, ordered));
        }
    }

    private static boolean isWholeNumber(DataType type) {
        return type instanceof IntegerType || type instanceof DateType || isLong(type);
    }

    private static boolean isLong(DataType type) {
        return type instanceof LongType || type instanceof TimestampType || type instanceof TimestampNTZType;
    }

    /** The rows by their partitions, in the order of the first row of each. */
    Map<PartitionKey, RowList> of(ColumnVector[] vectors, int[] rows, int count) {
        if (count > 0 && isOnePartition(vectors, rows, count)) {
            return Map.of(keyOf(new ColumnarBatchRow(vectors), rows[0]).copy(), new RowList(rows, count));
        }
        return tellApart(vectors, rows, count);
    }

    private boolean isOnePartition(ColumnVector[] vectors, int[] rows, int count) {
        ColumnarBatchRow row = new ColumnarBatchRow(vectors);
        for (int i = 0; i < sources.size(); i++) {
            Source source = sources.get(i);
            ColumnVector vector = vectors[source.column()];
            if (vector instanceof ConstantColumnVector) {
                continue;
            }
            if (!source.ordered() || vector.hasNull() || !isSameAtEnds(row, i, vector, rows, count)) {
                return false;
            }
        }
        return true;
    }

    private boolean isSameAtEnds(ColumnarBatchRow row, int field, ColumnVector vector, int[] rows, int count) {
        boolean longs = isLong(vector.dataType());
        int least = rows[0];
        int greatest = rows[0];
        long leastValue = longs ? vector.getLong(least) : vector.getInt(least);
        long greatestValue = leastValue;
        for (int i = 1; i < count; i++) {
            long value = longs ? vector.getLong(rows[i]) : vector.getInt(rows[i]);
            if (value < leastValue) {
                leastValue = value;
                least = rows[i];
            } else if (value > greatestValue) {
                greatestValue = value;
                greatest = rows[i];
            }
        }
        Object first = keyOf(row, least).get(field, Object.class);
        return Objects.equals(first, keyOf(row, greatest).get(field, Object.class));
    }

    private Map<PartitionKey, RowList> tellApart(ColumnVector[] vectors, int[] rows, int count) {
        Map<PartitionKey, RowList> groups = new LinkedHashMap<>();
        ColumnarBatchRow row = new ColumnarBatchRow(vectors);
        PartitionKey currentKey = null;
        @Nullable RowList current = null;
        for (int i = 0; i < count; i++) {
            PartitionKey wanted = keyOf(row, rows[i]);
            if (current == null || !wanted.equals(currentKey)) {
                currentKey = wanted.copy();
                current = groups.computeIfAbsent(currentKey, partition -> new RowList());
            }
            current.add(rows[i]);
        }
        return groups;
    }

    /** The partition of a row, until the next one is asked for. */
    private PartitionKey keyOf(ColumnarBatchRow row, int index) {
        row.rowId = index;
        key.partition(rowStruct.wrap(row));
        return key;
    }

    /**
     * What a field of the partitions is computed from.
     *
     * @param column its position
     * @param ordered whether greater values of it never come into lesser partitions
     */
    private record Source(int column, boolean ordered) {}
}
