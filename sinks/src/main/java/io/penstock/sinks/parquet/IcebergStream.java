package io.penstock.sinks.parquet;

import java.io.IOException;
import org.apache.iceberg.shaded.org.apache.parquet.io.PositionOutputStream;

/** A stream of Iceberg's as parquet-java wants it. Closing it twice is harmless. */
final class IcebergStream extends PositionOutputStream {

    private final org.apache.iceberg.io.PositionOutputStream stream;
    private boolean closed;
    private long lastPosition;

    IcebergStream(org.apache.iceberg.io.PositionOutputStream stream) {
        this.stream = stream;
    }

    @Override
    public long getPos() throws IOException {
        return closed ? lastPosition : stream.getPos();
    }

    @Override
    public void write(int value) throws IOException {
        stream.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        stream.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        stream.flush();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            lastPosition = stream.getPos();
            closed = true;
            stream.close();
        }
    }
}
