package io.penstock.sinks;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.parquet.Parquet;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one snapshot of an Iceberg table, file by file. Travels to executors.
 *
 * @param files in the order in which they were added, those of one commit by their names
 * @param timestampMillis when the snapshot was made
 * @param io reads files
 * @param columns of the rows
 */
public record IcebergRows(List<Part> files, long timestampMillis, FileIO io, Schema columns) implements Serializable {

    public IcebergRows {
        files = List.copyOf(files);
    }

    /** Whether the rows have the column, whatever its case. */
    public boolean has(String column) {
        return columns.caseInsensitiveFindField(column) != null;
    }

    /** A data file. @param rows how many it has */
    public record Part(String location, long bytes, long rows) implements Serializable {}

    /** Reads one file's rows in their order. Not thread-safe. */
    public static final class Reader implements AutoCloseable {

        private final CloseableIterable<Record> rows;
        private final CloseableIterator<Record> next;
        private final RecordJson json;

        private Reader(CloseableIterable<Record> rows, Schema columns) {
            this.rows = rows;
            this.next = rows.iterator();
            this.json = new RecordJson(columns);
        }

        /** The next row as a JSON object, UTF-8; nothing behind the last. */
        public byte @Nullable [] next() throws IOException {
            return next.hasNext() ? json.bytes(next.next()) : null;
        }

        @Override
        public void close() throws IOException {
            next.close();
            rows.close();
        }
    }

    /** Opens a file. */
    public Reader open(String location) {
        CloseableIterable<Record> rows = Parquet.read(io.newInputFile(location))
                .project(columns)
                .createReaderFunc(type -> GenericParquetReaders.buildReader(columns, type))
                .build();
        return new Reader(rows, columns);
    }
}
