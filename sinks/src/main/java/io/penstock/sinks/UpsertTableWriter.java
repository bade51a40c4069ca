package io.penstock.sinks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.TypeUtil;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Writes rows of one task that replace the earlier rows of their keys: data files with the rows, and for each partition a file of
 * their keys, by which a reader leaves out what earlier batches wrote. Of rows with one key the last one that came is written.
 *
 * <p><b>One task a key:</b> the keys of a batch do not reach the rows of the same batch. Rows with one key that come in two tasks
 * of a batch would both stay; who makes the batch brings them into one.
 *
 * <p><b>Memory:</b> the task holds its rows, one for each key, until {@link #complete}.
 */
final class UpsertTableWriter implements RowWriter {

    private static final InternalRow NO_LINEAGE = InternalRow.empty(); // the rows that are kept have it already

    private final StructType columns;
    private final RowWriter rows;
    private final RowFiles<KeyFile> keys;
    private final UnsafeProjection keyOf;
    private final UnsafeProjection copyOf;
    private final JoinedRow joined = new JoinedRow();
    private final Map<UnsafeRow, UnsafeRow> newest = new LinkedHashMap<>();
    private @Nullable ColumnRows columnRows;

    /**
     * @param keyColumns positions of the key's columns, rising
     * @param rows writes the rows themselves
     * @param filePrefix name of the files of keys, to which a number is added
     */
    UpsertTableWriter(Table table, StructType columns, int[] keyColumns, RowWriter rows, String filePrefix) {
        this.columns = columns;
        this.rows = rows;
        this.keyOf = projection(columns, keyColumns);
        this.copyOf = UnsafeProjection.create(columns);
        Schema keySchema = keySchema(table, keyColumns);
        OpenFiles<KeyFile> open = new OpenFiles<>(
                table, filePrefix, (location, partition) -> new KeyFile(table, keySchema, location, partition));
        this.keys = new RowFiles<>(table, columns, open, KeyFile::write);
    }

    private static Schema keySchema(Table table, int[] positions) {
        Set<Integer> ids = new HashSet<>();
        for (int position : positions) {
            ids.add(table.schema().columns().get(position).fieldId());
        }
        return TypeUtil.select(table.schema(), ids);
    }

    private static UnsafeProjection projection(StructType columns, int[] positions) {
        List<Expression> expressions = new ArrayList<>();
        for (int position : positions) {
            StructField field = columns.fields()[position];
            expressions.add(new BoundReference(position, field.dataType(), field.nullable()));
        }
        return UnsafeProjection.create(CollectionConverters.asScala(expressions).toSeq());
    }

    @Override
    public @Nullable String refusal(InternalRow row) {
        return null;
    }

    @Override
    public void write(InternalRow row, InternalRow lineage) {
        keep(joined.apply(row, lineage));
    }

    @Override
    public void write(ColumnVector[] vectors, int[] selected, int count) {
        if (columnRows == null) {
            columnRows = new ColumnRows(columns);
        }
        ColumnRows source = columnRows.of(vectors);
        for (int i = 0; i < count; i++) {
            keep(source.row(selected[i]));
        }
    }

    /** Two rows of Spark's binary form are equal where their bytes are, and NULL has but one form. */
    private void keep(InternalRow row) {
        newest.put(keyOf.apply(row).copy(), copyOf.apply(row).copy());
    }

    @Override
    public List<String> complete() {
        newest.forEach((key, row) -> {
            keys.write(row, key);
            rows.write(row, NO_LINEAGE);
        });
        newest.clear();
        List<String> written = new ArrayList<>(rows.complete());
        written.addAll(keys.complete());
        return written;
    }

    @Override
    public void abort() {
        newest.clear();
        rows.abort();
        keys.abort();
    }
}
