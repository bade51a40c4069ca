package io.penstock.source.file;

import io.penstock.source.Envelope;
import io.penstock.source.RecordBatch;
import io.penstock.source.RecordBatch.Records;
import io.penstock.source.RecordSchema;
import io.penstock.source.file.FileStream.Range;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Reads values of one partition, in one task. */
final class ValueBatchReader implements PartitionReader<ColumnarBatch> {

    private static final long BATCH_BYTES = 16L << 20; // of values; what is decoded of them lies beside them

    private final Range range;
    private final ValueReader values;
    private final RecordBatch batch;
    private final Values records;

    private ValueBatchReader(Range range, ValueReader values, RecordSchema schema) {
        this.range = range;
        this.values = values;
        this.batch = RecordBatch.create(schema, RecordBatch.CAPACITY);
        this.records = new Values(range);
    }

    static ValueBatchReader open(Range range, ValueReaders readers, RecordSchema schema) {
        try {
            ValueBatchReader reader = new ValueBatchReader(range, readers.open(range.file()), schema);
            reader.skip();
            return reader;
        } catch (IOException e) {
            throw new UncheckedIOException(cannot(range, e.getMessage()), e);
        }
    }

    private void skip() throws IOException {
        boolean skipped = false;
        try {
            while (values.read() < range.from()) {
                value();
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
        records.begin(values.read());
        long bytes = 0;
        while (values.read() < range.until() && records.count() < RecordBatch.CAPACITY && bytes < BATCH_BYTES) {
            byte[] value = value();
            bytes += value.length;
            records.values.add(value);
        }
        if (records.count() == 0) {
            return false;
        }
        batch.decode(records);
        return true;
    }

    private byte[] value() throws IOException {
        byte[] value = values.next();
        if (value == null) {
            throw new IOException(cannot(range, "it has %,d records, and had more".formatted(values.read())));
        }
        return value;
    }

    private static String cannot(Range range, @Nullable String why) {
        return "Cannot read records %,d to %,d of %s, %s"
                .formatted(range.from() + 1, range.until(), range.file().file(), why);
    }

    @Override
    public ColumnarBatch get() {
        return batch;
    }

    @Override
    public void close() throws IOException {
        batch.close();
        values.close();
    }

    /** Values as records: without key and headers, at the time of their file. */
    private static final class Values implements Records, Envelope {

        private final List<byte[]> values = new ArrayList<>(RecordBatch.CAPACITY);
        private final UTF8String topic;
        private final Range range;
        private long first;
        private int index;

        Values(Range range) {
            this.range = range;
            this.topic = UTF8String.fromString(range.partition().topic());
        }

        void begin(long offset) {
            values.clear();
            first = offset;
        }

        @Override
        public int count() {
            return values.size();
        }

        @Override
        public Envelope record(int chosen) {
            index = chosen;
            return this;
        }

        @Override
        public ByteBuffer value() {
            return ByteBuffer.wrap(values.get(index));
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
