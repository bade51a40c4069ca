package io.penstock.sinks;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.jspecify.annotations.Nullable;

/** Tells rows of columns apart by the partition of the table that they belong to. */
final class PartitionGroups {

    private final PartitionKey key;
    private final RowStruct rowStruct;

    PartitionGroups(Table table, StructType columns) {
        this.key = new PartitionKey(table.spec(), table.schema());
        this.rowStruct = new RowStruct(columns);
    }

    /** The rows by their partitions, in the order of the first row of each. */
    Map<PartitionKey, RowList> of(ColumnVector[] vectors, int[] rows, int count) {
        Map<PartitionKey, RowList> groups = new LinkedHashMap<>();
        ColumnarBatchRow row = new ColumnarBatchRow(vectors);
        PartitionKey currentKey = null;
        @Nullable RowList current = null;
        for (int i = 0; i < count; i++) {
            row.rowId = rows[i];
            key.partition(rowStruct.wrap(row));
            if (current == null || !key.equals(currentKey)) {
                current = groups.get(key);
                if (current == null) {
                    current = new RowList();
                    groups.put(key.copy(), current);
                }
                currentKey = key.copy();
            }
            current.add(rows[i]);
        }
        return groups;
    }
}
