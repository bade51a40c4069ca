package io.penstock.source.file;

import io.penstock.pipeline.lines.LineReader;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads files line by line. */
public record LineReaders() implements ValueReaders {

    @Override
    public ValueReader open(FileTopic.Partition partition) throws IOException {
        LineReader lines = LineReader.open(Path.of(partition.file()));
        return new ValueReader() {

            @Override
            public byte @Nullable [] next() throws IOException {
                return lines.next();
            }

            @Override
            public long read() {
                return lines.lines();
            }

            @Override
            public void close() throws IOException {
                lines.close();
            }
        };
    }
}
