package io.penstock.source.file;

import io.penstock.pipeline.lines.LineReader;
import io.penstock.source.Envelope;
import io.penstock.source.RecordBatch;
import io.penstock.source.RecordBatch.Records;
import io.penstock.source.RecordSchema;
import io.penstock.source.file.FileStream.Range;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Reads lines of one file, in one task. */
final class LineBatchReader implements PartitionReader<ColumnarBatch> {

    private static final long BATCH_BYTES = 16L << 20; // of lines; what is decoded of them lies beside them

    private final Range range;
    private final LineReader lines;
    private final RecordBatch batch;
    private final Lines records;

    private LineBatchReader(Range range, LineReader lines, RecordSchema schema) {
        this.range = range;
        this.lines = lines;
        this.batch = RecordBatch.create(schema, RecordBatch.CAPACITY);
        this.records = new Lines(range);
    }

    static LineBatchReader open(Range range, RecordSchema schema) {
        try {
            LineBatchReader reader = new LineBatchReader(
                    range, LineReader.open(Path.of(range.file().file())), schema);
            reader.skip();
            return reader;
        } catch (IOException e) {
            throw new UncheckedIOException(cannot(range, e.getMessage()), e);
        }
    }

    private void skip() throws IOException {
        boolean skipped = false;
        try {
            while (lines.lines() < range.from()) {
                line();
            }
            skipped = true;
        } finally {
            if (!skipped) {
                close();
            }
        }
    }

    @Override
    public boolean next() throws IOException {
        records.begin(lines.lines());
        long bytes = 0;
        while (lines.lines() < range.until() && records.count() < RecordBatch.CAPACITY && bytes < BATCH_BYTES) {
            byte[] line = line();
            bytes += line.length;
            records.lines.add(line);
        }
        if (records.count() == 0) {
            return false;
        }
        batch.decode(records);
        return true;
    }

    private byte[] line() throws IOException {
        byte[] line = lines.next();
        if (line == null) {
            throw new IOException(cannot(range, "it has %,d lines, and had more".formatted(lines.lines())));
        }
        return line;
    }

    private static String cannot(Range range, @Nullable String why) {
        return "Cannot read lines %,d to %,d of %s, %s"
                .formatted(range.from() + 1, range.until(), range.file().file(), why);
    }

    @Override
    public ColumnarBatch get() {
        return batch;
    }

    @Override
    public void close() throws IOException {
        batch.close();
        lines.close();
    }

    /** Lines as records: without key and headers, at the time of their file. */
    private static final class Lines implements Records, Envelope {

        private final List<byte[]> lines = new ArrayList<>(RecordBatch.CAPACITY);
        private final UTF8String topic;
        private final Range range;
        private long first;
        private int index;

        Lines(Range range) {
            this.range = range;
            this.topic = UTF8String.fromString(range.partition().topic());
        }

        void begin(long offset) {
            lines.clear();
            first = offset;
        }

        @Override
        public int count() {
            return lines.size();
        }

        @Override
        public Envelope record(int chosen) {
            index = chosen;
            return this;
        }

        @Override
        public ByteBuffer value() {
            return ByteBuffer.wrap(lines.get(index));
        }

        @Override
        public byte @Nullable [] key() {
            return null;
        }

        @Override
        public @Nullable ArrayData headers() {
            return null;
        }

        @Override
        public UTF8String topic() {
            return topic;
        }

        @Override
        public int partition() {
            return range.partition().partition();
        }

        @Override
        public long offset() {
            return first + index;
        }

        @Override
        public long timestampMicros() {
            return range.file().timestampMillis() * 1_000;
        }
    }
}
