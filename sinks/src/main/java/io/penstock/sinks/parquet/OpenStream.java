package io.penstock.sinks.parquet;

import org.apache.iceberg.shaded.org.apache.parquet.io.OutputFile;
import org.apache.iceberg.shaded.org.apache.parquet.io.PositionOutputStream;

/** The one stream that a file is written to, which its owner has opened and closes. */
record OpenStream(PositionOutputStream stream, String path) implements OutputFile {

    @Override
    public PositionOutputStream create(long blockSize) {
        return stream;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
        return stream;
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    @Override
    public String getPath() {
        return path;
    }
}
