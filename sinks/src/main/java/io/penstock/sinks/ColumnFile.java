package io.penstock.sinks;

import io.penstock.sinks.parquet.ColumnarFile;
import io.penstock.sinks.parquet.PageCompression;
import io.penstock.sinks.parquet.ParquetSettings;
import java.io.IOException;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.OutputFile;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/** A data file that is made of columns. */
final class ColumnFile implements OpenFile {

    private final Table table;
    private final String location;
    private final @Nullable StructLike partition;
    private final ColumnarFile file;

    ColumnFile(
            Table table,
            ParquetSettings settings,
            PageCompression compression,
            String location,
            @Nullable StructLike partition) {
        this.table = table;
        OutputFile output = table.io().newOutputFile(location);
        this.location = output.location(); // as its file system writes it, and as a listing shows it
        this.partition = partition;
        this.file = new ColumnarFile(output, table.schema(), settings, compression);
    }

    void write(ColumnVector[] columns, int[] rows, int from, int to) throws IOException {
        file.write(columns, rows, from, to);
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public DataFile complete() throws IOException {
        file.complete();
        return DataFiles.builder(table.spec())
                .withFormat(FileFormat.PARQUET)
                .withPath(location)
                .withPartition(partition)
                .withFileSizeInBytes(file.length())
                .withMetrics(file.metrics(MetricsConfig.forTable(table)))
                .withSplitOffsets(file.splitOffsets())
                .build();
    }

    @Override
    public void abort() throws IOException {
        file.abort();
    }
}
