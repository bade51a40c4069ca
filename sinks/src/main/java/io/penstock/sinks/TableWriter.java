package io.penstock.sinks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of one task into data files of a table, a file per partition of the table.
 *
 * <p>At most {@value #MAX_OPEN_FILES} files are open at once: rows of more partitions than that make more, smaller files
 * instead of more memory. Not thread-safe.
 */
final class TableWriter implements RowWriter {

    static final int MAX_OPEN_FILES = 64; // a Parquet writer of a few columns holds some 100 KB to 1 MB
    private static final int ROWS_BETWEEN_SIZE_CHECKS = 1_000;
    private static final String TARGET_FILE_SIZE = "write.target-file-size-bytes";
    private static final long DEFAULT_TARGET_FILE_SIZE = 512L * 1024 * 1024;

    private final Table table;
    private final PartitionSpec spec;
    private final StructType columns;
    private final String filePrefix;
    private final long targetFileSize;
    private final @Nullable PartitionKey key;
    private final RowStruct rowStruct;
    private final Map<Object, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private final JoinedRow joined = new JoinedRow();
    private final List<DataFile> written = new ArrayList<>();
    private @Nullable OpenFile current;
    private int fileCount;

    TableWriter(Table table, StructType columns, String filePrefix) {
        this.table = table;
        this.spec = table.spec();
        this.columns = columns;
        this.filePrefix = filePrefix;
        this.targetFileSize =
                PropertyUtil.propertyAsLong(table.properties(), TARGET_FILE_SIZE, DEFAULT_TARGET_FILE_SIZE);
        this.key = spec.isUnpartitioned() ? null : new PartitionKey(spec, table.schema());
        this.rowStruct = new RowStruct(columns);
    }

    @Override
    public @Nullable String refusal(InternalRow row) {
        return null;
    }

    @Override
    public void write(InternalRow row, InternalRow lineage) {
        write(joined.apply(row, lineage));
    }

    private void write(InternalRow row) {
        OpenFile file = fileFor(row);
        file.writer.write(row);
        file.rows++;
        if (file.rows % ROWS_BETWEEN_SIZE_CHECKS == 0 && file.writer.length() >= targetFileSize) {
            close(file);
        }
    }

    @Override
    public List<String> complete() {
        List.copyOf(open.values()).forEach(this::close);
        return written.stream().map(file -> DataFileText.of(file, table)).toList();
    }

    @Override
    public void abort() {
        for (OpenFile file : List.copyOf(open.values())) {
            try {
                close(file);
            } catch (RuntimeException e) {
                deleteQuietly(file.path);
            }
        }
        written.forEach(file -> deleteQuietly(file.location()));
    }

    private void deleteQuietly(String path) {
        try {
            table.io().deleteFile(path);
        } catch (RuntimeException e) {
            // the clean-up of the batch lists the folder again
        }
    }

    private OpenFile fileFor(InternalRow row) {
        if (key == null) {
            if (current == null) {
                current = openFile(filePrefix, null);
            }
            return current;
        }
        key.partition(rowStruct.wrap(row));
        if (current != null && key.equals(current.partition)) {
            return current;
        }
        OpenFile file = open.get(key);
        if (file == null) {
            if (open.size() >= MAX_OPEN_FILES) {
                Iterator<OpenFile> leastRecentlyUsed = open.values().iterator();
                close(leastRecentlyUsed.next());
            }
            file = openFile(filePrefix, key.copy());
        }
        current = file;
        return file;
    }

    private OpenFile openFile(String prefix, @Nullable PartitionKey partition) {
        String path = table.locationProvider().newDataLocation(prefix + "-" + fileCount++ + ".parquet");
        EncryptedOutputFile output =
                EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(path));
        try {
            DataWriter<InternalRow> writer = FormatModelRegistry.<InternalRow, StructType>dataWriteBuilder(
                            FileFormat.PARQUET, InternalRow.class, output)
                    .schema(table.schema())
                    .engineSchema(columns)
                    .setAll(table.properties())
                    .metricsConfig(MetricsConfig.forTable(table))
                    .spec(spec)
                    .partition(partition)
                    .build();
            OpenFile file = new OpenFile(path, partition, writer);
            open.put(file.mapKey(), file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open a data file of table " + table.name(), e);
        }
    }

    private void close(OpenFile file) {
        open.remove(file.mapKey());
        if (current == file) {
            current = null;
        }
        try {
            file.writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close a data file of table " + table.name(), e);
        }
        written.add(file.writer.toDataFile());
    }

    private static final class OpenFile {

        private static final Object UNPARTITIONED = new Object();

        private final String path;
        private final @Nullable PartitionKey partition;
        private final DataWriter<InternalRow> writer;
        private long rows;

        OpenFile(String path, @Nullable PartitionKey partition, DataWriter<InternalRow> writer) {
            this.path = path;
            this.partition = partition;
            this.writer = writer;
        }

        Object mapKey() {
            return partition == null ? UNPARTITIONED : partition;
        }
    }
}
