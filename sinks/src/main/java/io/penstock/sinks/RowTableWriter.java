package io.penstock.sinks;

import java.util.List;
import org.apache.iceberg.Table;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/** Writes rows of one task into data files of a table row by row, through Iceberg's own writer: any table can be written so. */
final class RowTableWriter implements RowWriter {

    private final StructType schema;
    private final RowFiles<RowFile> files;
    private final JoinedRow joined = new JoinedRow();
    private @Nullable ColumnRows columnRows;

    RowTableWriter(Table table, StructType schema, String filePrefix) {
        this.schema = schema;
        OpenFiles<RowFile> open = new OpenFiles<>(
                table, filePrefix, (location, partition) -> new RowFile(table, schema, location, partition));
        this.files = new RowFiles<>(table, schema, open, RowFile::write);
    }

    @Override
    public @Nullable String refusal(InternalRow row) {
        return null;
    }

    @Override
    public void write(InternalRow row, InternalRow lineage) {
        write(joined.apply(row, lineage));
    }

    @Override
    public void write(ColumnVector[] columns, int[] selected, int count) {
        if (columnRows == null) {
            columnRows = new ColumnRows(schema);
        }
        ColumnRows source = columnRows.of(columns);
        for (int i = 0; i < count; i++) {
            write(source.row(selected[i]));
        }
    }

    private void write(InternalRow row) {
        files.write(row, row);
    }

    @Override
    public List<String> complete() {
        return files.complete();
    }

    @Override
    public void abort() {
        files.abort();
    }
}
