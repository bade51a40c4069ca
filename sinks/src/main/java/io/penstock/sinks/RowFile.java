package io.penstock.sinks;

import java.io.IOException;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.DataWriter;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A data file that Iceberg's own writer makes of rows, whatever their columns are. */
final class RowFile implements OpenFile {

    private final String location;
    private final DataWriter<InternalRow> writer;

    RowFile(Table table, StructType columns, String location, @Nullable StructLike partition) throws IOException {
        this.location = location;
        EncryptedOutputFile output =
                EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(location));
        this.writer = FormatModelRegistry.<InternalRow, StructType>dataWriteBuilder(
                        FileFormat.PARQUET, InternalRow.class, output)
                .schema(table.schema())
                .engineSchema(columns)
                .setAll(table.properties())
                .metricsConfig(MetricsConfig.forTable(table))
                .spec(table.spec())
                .partition(partition)
                .build();
    }

    void write(InternalRow row) {
        writer.write(row);
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public long length() {
        return writer.length();
    }

    @Override
    public DataFile complete() throws IOException {
        writer.close();
        return writer.toDataFile();
    }

    @Override
    public void abort() throws IOException {
        writer.close();
    }
}
