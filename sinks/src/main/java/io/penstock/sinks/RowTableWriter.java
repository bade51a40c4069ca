package io.penstock.sinks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/** Writes rows of one task into data files of a table row by row, through Iceberg's own writer: any table can be written so. */
final class RowTableWriter implements RowWriter {

    private static final int ROWS_BETWEEN_SIZE_CHECKS = 1_000;

    private final Table table;
    private final StructType schema;
    private final OpenFiles<RowFile> files;
    private final @Nullable PartitionKey key;
    private final RowStruct rowStruct;
    private final JoinedRow joined = new JoinedRow();
    private @Nullable ColumnRows columnRows;
    private @Nullable RowFile current;
    private @Nullable PartitionKey currentKey;
    private long rows;

    RowTableWriter(Table table, StructType schema, String filePrefix) {
        this.table = table;
        this.schema = schema;
        this.files = new OpenFiles<>(
                table, filePrefix, (location, partition) -> new RowFile(table, schema, location, partition));
        this.key = table.spec().isUnpartitioned() ? null : new PartitionKey(table.spec(), table.schema());
        this.rowStruct = new RowStruct(schema);
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
        try {
            RowFile file = fileFor(row);
            file.write(row);
            if (++rows % ROWS_BETWEEN_SIZE_CHECKS == 0 && files.completeWhenLarge(file, currentKey)) {
                current = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a data file of table " + table.name(), e);
        }
    }

    private RowFile fileFor(InternalRow row) throws IOException {
        RowFile file = current;
        if (key != null) {
            key.partition(rowStruct.wrap(row));
            if (!key.equals(currentKey)) {
                currentKey = key.copy();
                file = null;
            }
        }
        if (file == null) {
            file = files.file(currentKey);
            current = file;
        }
        return file;
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
