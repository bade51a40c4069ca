package io.penstock.engine.record;

import io.penstock.source.Envelope;
import io.penstock.source.RecordBatch.Records;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A record whose parts are all texts, as a test file has them.
 *
 * @param value its value, UTF-8
 * @param headers by name; of several of one name the last
 */
record SampledRecord(
        String topic,
        int partition,
        long offset,
        long timestampMillis,
        @Nullable String key,
        byte @Nullable [] value,
        Map<String, String> headers) {

    SampledRecord {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** The record; nothing where a part of it is no text. */
    static @Nullable SampledRecord of(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        try {
            Map<String, String> headers = new LinkedHashMap<>();
            for (Header header : record.headers()) {
                headers.put(header.key(), header.value() == null ? "" : text(ByteBuffer.wrap(header.value())));
            }
            String value = record.value() == null ? null : text(record.value());
            return new SampledRecord(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    record.key() == null ? null : text(record.key()),
                    value == null ? null : value.getBytes(StandardCharsets.UTF_8),
                    headers);
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static String text(ByteBuffer bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
    }

    SampledRecord with(byte @Nullable [] otherValue, @Nullable String otherKey, Map<String, String> otherHeaders) {
        return new SampledRecord(topic, partition, offset, timestampMillis, otherKey, otherValue, otherHeaders);
    }

    /** Alone, for a decoder. */
    Records records() {
        return new Records() {

            @Override
            public int count() {
                return 1;
            }

            @Override
            public Envelope record(int index) {
                return new View();
            }
        };
    }

    private final class View implements Envelope {

        @Override
        public @Nullable ByteBuffer value() {
            return value == null ? null : ByteBuffer.wrap(value);
        }

        @Override
        public byte @Nullable [] key() {
            return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public @Nullable ArrayData headers() {
            List<Object> entries = new ArrayList<>();
            headers.forEach((name, text) -> entries.add(new GenericInternalRow(
                    new Object[] {UTF8String.fromString(name), text.getBytes(StandardCharsets.UTF_8)})));
            return entries.isEmpty() ? null : new GenericArrayData(entries.toArray());
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
            return timestampMillis * 1_000;
        }
    }
}
