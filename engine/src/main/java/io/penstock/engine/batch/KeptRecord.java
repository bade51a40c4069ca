package io.penstock.engine.batch;

import io.penstock.source.Envelope;
import java.nio.ByteBuffer;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A record that outlives the batch of records it came in. */
final class KeptRecord implements Envelope {

    private final byte @Nullable [] value;
    private final byte @Nullable [] key;
    private final @Nullable ArrayData headers;
    private final UTF8String topic;
    private final int partition;
    private final long offset;
    private final long timestampMicros;

    KeptRecord(Envelope record) {
        byte[] itsKey = record.key();
        ArrayData itsHeaders = record.headers();
        this.value = DeadLetterWriter.bytes(record.value());
        this.key = itsKey == null ? null : itsKey.clone();
        this.headers = itsHeaders == null ? null : itsHeaders.copy();
        this.topic = record.topic().copy();
        this.partition = record.partition();
        this.offset = record.offset();
        this.timestampMicros = record.timestampMicros();
    }

    @Override
    public @Nullable ByteBuffer value() {
        return value == null ? null : ByteBuffer.wrap(value);
    }

    @Override
    public byte @Nullable [] key() {
        return key;
    }

    @Override
    public @Nullable ArrayData headers() {
        return headers;
    }

    @Override
    public UTF8String topic() {
        return topic;
    }

    @Override
    public int partition() {
        return partition;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long timestampMicros() {
        return timestampMicros;
    }
}
