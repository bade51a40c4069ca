package io.penstock.sinks;

import java.io.IOException;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A file of keys whose rows a reader leaves out where they are older than the file: an equality-delete file of Iceberg. */
final class KeyFile implements OpenFile {

    private final String location;
    private final EqualityDeleteWriter<InternalRow> writer;

    /** @param keys the key's columns, as the table has them */
    KeyFile(Table table, Schema keys, String location, @Nullable StructLike partition) throws IOException {
        this.location = location;
        EncryptedOutputFile output =
                EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(location));
        this.writer = FormatModelRegistry.<InternalRow, StructType>equalityDeleteWriteBuilder(
                        FileFormat.PARQUET, InternalRow.class, output)
                .schema(keys)
                .engineSchema(SparkSchemaUtil.convert(keys))
                .equalityFieldIds(keys.columns().stream()
                        .mapToInt(Types.NestedField::fieldId)
                        .toArray())
                .setAll(table.properties())
                .metricsConfig(MetricsConfig.forTable(table))
                .spec(table.spec())
                .partition(partition)
                .build();
    }

    void write(InternalRow key) {
        writer.write(key);
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
    public DeleteFile complete() throws IOException {
        writer.close();
        return writer.toDeleteFile();
    }

    @Override
    public void abort() throws IOException {
        writer.close();
    }
}
