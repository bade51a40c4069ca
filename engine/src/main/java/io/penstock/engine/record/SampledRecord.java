package io.penstock.engine.record;

import io.penstock.source.Envelope;
import io.penstock.source.RecordBatch.Records;
import io.penstock.source.kafka.MemoryRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
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
        Envelope record = new MemoryRecord(
                topic,
                partition,
                offset,
                timestampMillis * 1_000,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value,
                headers);
        return new Records() {

            @Override
            public int count() {
                return 1;
            }

            @Override
            public Envelope record(int index) {
                return record;
            }
        };
    }
}
