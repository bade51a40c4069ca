package io.penstock.sinks;

import io.penstock.sinks.parquet.PageCompression;
import io.penstock.sinks.parquet.ParquetSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of one task into data files of a table column by column, for tables that {@link ParquetSettings#cover} says it of.
 * Rows that come one by one are gathered into columns first.
 */
final class ColumnTableWriter implements RowWriter {

    private static final int ROWS_BETWEEN_SIZE_CHECKS = 1_000;

    private final Table table;
    private final PageCompression compression;
    private final OpenFiles<ColumnFile> files;
    private final @Nullable PartitionGroups groups;
    private final StructType columns;
    private final JoinedRow joined = new JoinedRow();
    private @Nullable RowBuffer buffer;

    ColumnTableWriter(Table table, StructType columns, String filePrefix) {
        this.table = table;
        this.columns = columns;
        ParquetSettings settings = ParquetSettings.of(table.properties());
        this.compression = PageCompression.create(settings);
        this.files = new OpenFiles<>(
                table,
                filePrefix,
                (location, partition) -> new ColumnFile(table, settings, compression, location, partition));
        this.groups = table.spec().isUnpartitioned() ? null : new PartitionGroups(table, columns);
    }

    @Override
    public @Nullable String refusal(InternalRow row) {
        return null;
    }

    @Override
    public void write(InternalRow row, InternalRow lineage) {
        RowBuffer rows = buffer;
        if (rows == null) {
            rows = new RowBuffer(columns);
            buffer = rows;
        }
        if (rows.add(joined.apply(row, lineage))) {
            writeBuffer();
        }
    }

    private void writeBuffer() {
        RowBuffer rows = buffer;
        if (rows != null && rows.size() > 0) {
            writeColumns(rows.columns(), rows.rows(), rows.size());
            rows.clear();
        }
    }

    @Override
    public void write(ColumnVector[] vectors, int[] rows, int count) {
        writeBuffer();
        writeColumns(vectors, rows, count);
    }

    private void writeColumns(ColumnVector[] vectors, int[] rows, int count) {
        try {
            if (groups == null) {
                writePartition(null, vectors, rows, count);
                return;
            }
            for (Map.Entry<PartitionKey, RowList> group :
                    groups.of(vectors, rows, count).entrySet()) {
                RowList list = group.getValue();
                writePartition(group.getKey(), vectors, list.rows(), list.size());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a data file of table " + table.name(), e);
        }
    }

    private void writePartition(@Nullable PartitionKey partition, ColumnVector[] vectors, int[] rows, int count)
            throws IOException {
        int at = 0;
        while (at < count) {
            ColumnFile file = files.file(partition);
            int end = Math.min(count, at + ROWS_BETWEEN_SIZE_CHECKS);
            file.write(vectors, rows, at, end);
            files.completeWhenLarge(file, partition);
            at = end;
        }
    }

    @Override
    public List<String> complete() {
        writeBuffer();
        List<String> written = files.complete();
        compression.close();
        return written;
    }

    @Override
    public void abort() {
        files.abort();
        compression.close();
    }
}
