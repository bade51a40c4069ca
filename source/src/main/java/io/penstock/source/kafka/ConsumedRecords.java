package io.penstock.source.kafka;

import io.penstock.source.Envelope;
import io.penstock.source.RecordBatch.Records;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A part of what a consumer has fetched of one partition. Not thread-safe. */
public final class ConsumedRecords implements Records {

    private final UTF8String topic;
    private final View view = new View();
    private List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = List.of();
    private int from;
    private int until;

    public ConsumedRecords(String topic) {
        this.topic = UTF8String.fromString(topic);
    }

    /** Takes the records from an index to before another. */
    public ConsumedRecords of(List<ConsumerRecord<ByteBuffer, ByteBuffer>> all, int first, int end) {
        records = all;
        from = first;
        until = end;
        return this;
    }

    @Override
    public int count() {
        return until - from;
    }

    @Override
    public Envelope record(int index) {
        view.record = records.get(from + index);
        return view;
    }

    private final class View implements Envelope {

        private @Nullable ConsumerRecord<ByteBuffer, ByteBuffer> record;

        private ConsumerRecord<ByteBuffer, ByteBuffer> record() {
            if (record == null) {
                throw new IllegalStateException("Cannot read a record before one is chosen");
            }
            return record;
        }

        @Override
        public @Nullable ByteBuffer value() {
            ByteBuffer value = record().value();
            return value == null || value.hasArray() ? value : ByteBuffer.wrap(bytes(value));
        }

        @Override
        public byte @Nullable [] key() {
            ByteBuffer key = record().key();
            return key == null ? null : bytes(key);
        }

        @Override
        public @Nullable ArrayData headers() {
            Headers headers = record().headers();
            List<Object> entries = new ArrayList<>();
            for (Header header : headers) {
                entries.add(new GenericInternalRow(new Object[] {UTF8String.fromString(header.key()), header.value()}));
            }
            return entries.isEmpty() ? null : new GenericArrayData(entries.toArray());
        }

        @Override
        public UTF8String topic() {
            return topic;
        }

        @Override
        public int partition() {
            return record().partition();
        }

        @Override
        public long offset() {
            return record().offset();
        }

        @Override
        public long timestampMicros() {
            return record().timestamp() * 1_000;
        }

        private static byte[] bytes(ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
    }
}
