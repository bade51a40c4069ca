package io.penstock.engine.kafka;

import io.penstock.engine.UnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the records of one task attempt to a topic.
 *
 * <p><b>Delivery:</b> at least once. When {@link #complete} returns, all in-sync replicas have every record; when the attempt
 * ends otherwise, any of them may be there. <b>Order:</b> records of one partition lie in it in the order in which they were
 * sent. <b>Errors:</b> a cluster that does not take a record within 30 seconds is a {@link KafkaException}, one that refuses an {@link UnavailableException}.
 *
 * <p>Not thread-safe.
 */
public final class TopicWriter implements RecordSender {

    private static final int BATCH_BYTES = 128 * 1024;

    private final TopicWriterFactory spec;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private @Nullable Producer<byte[], byte[]> producer;

    TopicWriter(TopicWriterFactory spec) {
        this.spec = spec;
    }

    @Override
    public String topic() {
        return spec.topic();
    }

    @Override
    public int maxRecordBytes() {
        return spec.maxRecordBytes();
    }

    /** At most so many bytes lie in the log for the record, alone in its batch: what the broker measures. */
    public static int bytes(byte @Nullable [] key, byte[] value, Headers headers) {
        return AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.CURRENT_MAGIC_VALUE, CompressionType.NONE, key, value, headers.toArray());
    }

    /** Sends a record, without waiting for the answer. @throws KafkaException when an earlier one failed */
    @Override
    public void send(byte @Nullable [] key, byte[] value, Headers headers) {
        throwFailure();
        Producer<byte[], byte[]> sender = producer;
        if (sender == null) {
            sender = new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer());
            producer = sender;
        }
        var unused = sender.send(new ProducerRecord<>(spec.topic(), null, key, value, headers), (metadata, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            }
        });
    }

    private Map<String, Object> settings() {
        return spec.kafka()
                .of(Map.of(
                        "client.id",
                        "penstock-output",
                        "acks",
                        "all",
                        "enable.idempotence",
                        true,
                        "linger.ms",
                        spec.linger().toMillis(),
                        "batch.size",
                        Math.min(BATCH_BYTES, spec.maxRecordBytes()),
                        "max.request.size",
                        Math.max(1024 * 1024, spec.maxRecordBytes()), // else the client refuses what the topic takes
                        "max.block.ms",
                        20_000,
                        "request.timeout.ms",
                        10_000,
                        "delivery.timeout.ms",
                        30_000));
    }

    /** Waits until every record is acknowledged. @throws KafkaException when one is not */
    @Override
    public void complete() {
        Producer<byte[], byte[]> sender = producer;
        if (sender != null) {
            sender.flush();
            throwFailure();
            close(Duration.ofSeconds(5));
        }
    }

    /** Ends without waiting; what was sent may arrive. May be called after {@link #complete}. */
    @Override
    public void abort() {
        close(Duration.ZERO);
    }

    private void close(Duration limit) {
        Producer<byte[], byte[]> sender = producer;
        producer = null;
        if (sender != null) {
            sender.close(limit);
        }
    }

    private void throwFailure() {
        Exception e = failure.get();
        UnavailableException refused =
                KafkaErrors.find("send to topic " + spec.topic(), spec.kafka(), spec.topic(), AclOperation.WRITE, e);
        if (refused != null) {
            throw refused;
        } else if (e instanceof KafkaException kafka) {
            throw kafka;
        } else if (e != null) {
            throw new KafkaException("Cannot send to topic " + spec.topic() + ", " + e.getMessage(), e);
        }
    }
}
