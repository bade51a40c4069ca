package io.penstock.source.kafka;

import io.penstock.source.Envelope;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A record that no broker keeps. Immutable; its arrays are not to be changed. */
public final class MemoryRecord implements Envelope, Serializable {

    private static final long serialVersionUID = 1;

    private final String topic;
    private final int partition;
    private final long offset;
    private final long timestampMicros;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;
    private final Map<String, String> headers;

    public MemoryRecord(
            String topic,
            int partition,
            long offset,
            long timestampMicros,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Map<String, String> headers) {
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.timestampMicros = timestampMicros;
        this.key = key;
        this.value = value;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
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
        return headers.isEmpty()
                ? null
                : new GenericArrayData(headers.entrySet().stream()
                        .map(header -> new GenericInternalRow(new Object[] {
                            UTF8String.fromString(header.getKey()),
                            header.getValue().getBytes(StandardCharsets.UTF_8)
                        }))
                        .toArray());
    }

    /** Its headers by name. */
    public Map<String, String> headerMap() {
        return headers;
    }

    @Override
    public UTF8String topic() {
        return UTF8String.fromString(topic);
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
