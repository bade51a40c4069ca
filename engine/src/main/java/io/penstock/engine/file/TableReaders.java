package io.penstock.engine.file;

import io.penstock.sinks.IcebergRows;
import io.penstock.source.file.FileTopic;
import io.penstock.source.file.ValueReader;
import io.penstock.source.file.ValueReaders;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the files of a table row by row, each row as a JSON object. */
record TableReaders(IcebergRows rows) implements ValueReaders {

    @Override
    public ValueReader open(FileTopic.Partition partition) {
        IcebergRows.Reader reader = rows.open(partition.file());
        return new ValueReader() {

            private long read;

            @Override
            public byte @Nullable [] next() throws IOException {
                byte[] row = reader.next();
                read += row == null ? 0 : 1;
                return row;
            }

            @Override
            public long read() {
                return read;
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }
}
