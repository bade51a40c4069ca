package io.penstock.sinks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The files that a task writes for a table row by row: finds the file of each row's partition. Not thread-safe. */
final class RowFiles<F extends OpenFile> {

    private static final int ROWS_BETWEEN_SIZE_CHECKS = 1_000;

    private final Table table;
    private final OpenFiles<F> files;
    private final RowAppender<F> appender;
    private final @Nullable PartitionKey key;
    private final RowStruct rowStruct;
    private @Nullable F current;
    private @Nullable PartitionKey currentKey;
    private long rows;

    /**
     * @param columns the columns of the rows that tell the partition
     * @param appender writes a row into the file that was found for it
     */
    RowFiles(Table table, StructType columns, OpenFiles<F> files, RowAppender<F> appender) {
        this.table = table;
        this.files = files;
        this.appender = appender;
        this.key = table.spec().isUnpartitioned() ? null : new PartitionKey(table.spec(), table.schema());
        this.rowStruct = new RowStruct(columns);
    }

    /**
     * Writes a row into the file of a partition.
     *
     * @param placed a whole row of the table, which tells the partition
     * @param row what is written
     */
    void write(InternalRow placed, InternalRow row) {
        try {
            F file = fileFor(placed);
            appender.append(file, row);
            if (++rows % ROWS_BETWEEN_SIZE_CHECKS == 0 && files.completeWhenLarge(file, currentKey)) {
                current = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a file of table " + table.name(), e);
        }
    }

    private F fileFor(InternalRow row) throws IOException {
        F file = current;
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

    List<String> complete() {
        return files.complete();
    }

    void abort() {
        files.abort();
    }

    /** Writes a row into a file. */
    @FunctionalInterface
    interface RowAppender<F> {
        void append(F file, InternalRow row);
    }
}
