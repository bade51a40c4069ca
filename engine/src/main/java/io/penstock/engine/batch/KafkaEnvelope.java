package io.penstock.engine.batch;

import io.penstock.source.Envelope;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A row of Spark's Kafka source as a decoder sees it. One object for all rows; not thread-safe. */
final class KafkaEnvelope implements Envelope {

    private InternalRow kafka = new GenericInternalRow(0);

    Envelope of(InternalRow row) {
        kafka = row;
        return this;
    }

    @Override
    public byte @Nullable [] key() {
        return kafka.isNullAt(KafkaColumns.KEY) ? null : kafka.getBinary(KafkaColumns.KEY);
    }

    @Override
    public @Nullable ArrayData headers() {
        return kafka.isNullAt(KafkaColumns.HEADERS) ? null : kafka.getArray(KafkaColumns.HEADERS);
    }

    @Override
    public UTF8String topic() {
        return kafka.getUTF8String(KafkaColumns.TOPIC);
    }

    @Override
    public int partition() {
        return kafka.getInt(KafkaColumns.PARTITION);
    }

    @Override
    public long offset() {
        return kafka.getLong(KafkaColumns.OFFSET);
    }

    @Override
    public long timestampMicros() {
        return kafka.getLong(KafkaColumns.TIMESTAMP);
    }
}
