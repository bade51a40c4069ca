package io.penstock.engine.sql.virtual;

import io.penstock.engine.UnavailableException;
import io.penstock.engine.kafka.KafkaErrors;
import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.source.RecordBatch;
import io.penstock.source.RecordSchema;
import io.penstock.source.kafka.ConsumedRecords;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Reads a range of offsets with a consumer of its own, which belongs to no group and sees what is committed. Not thread-safe.
 *
 * <p><b>Errors:</b> {@link UnavailableException} when Kafka gives nothing for {@link #SILENCE}, or refuses.
 */
final class TopicReader implements PartitionReader<ColumnarBatch> {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final long BATCH_BYTES = 16L << 20; // of values; what is decoded of them lies beside them

    private final KafkaSettings kafka;
    private final TopicPartition partition;
    private final long until;
    private final KafkaConsumer<ByteBuffer, ByteBuffer> consumer;
    private final ConsumedRecords records;
    private final RecordBatch batch;
    private final ColumnarBatch wanted;
    private List<ConsumerRecord<ByteBuffer, ByteBuffer>> polled = List.of();
    private int index;
    private long position;

    TopicReader(KafkaSettings kafka, String topic, OffsetRange range, RecordSchema schema, int[] vectors) {
        this.kafka = kafka;
        this.partition = new TopicPartition(topic, range.partition());
        this.until = range.until();
        this.position = range.from();
        this.records = new ConsumedRecords(topic);
        this.batch = RecordBatch.create(schema, RecordBatch.CAPACITY);
        this.wanted =
                new ColumnarBatch(Arrays.stream(vectors).mapToObj(batch::column).toArray(ColumnVector[]::new));
        this.consumer = answered(() -> consumer(kafka));
        consumer.assign(List.of(partition));
        consumer.seek(partition, position);
    }

    private static KafkaConsumer<ByteBuffer, ByteBuffer> consumer(KafkaSettings kafka) {
        return new KafkaConsumer<>(
                kafka.of(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "penstock-sql",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        IsolationLevel.READ_COMMITTED.toString(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        20_000,
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        10_000,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        RecordBatch.CAPACITY)),
                new ByteBufferDeserializer(),
                new ByteBufferDeserializer());
    }

    @Override
    public boolean next() {
        int count = answered(this::take);
        if (count == 0) {
            return false;
        }
        batch.decode(records.of(polled, index - count, index));
        wanted.setNumRows(batch.numRows());
        return true;
    }

    /** How many of the polled records before {@link #index} are next; none at the end. */
    private int take() {
        long heard = System.nanoTime();
        while (index >= polled.size()) {
            if (position >= until) {
                return 0;
            }
            long before = position;
            poll();
            if (position > before) {
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > SILENCE.toNanos()) {
                throw new UnavailableException("Cannot read %s from offset %d, Kafka at %s gave nothing for %d s"
                        .formatted(partition, position, kafka, SILENCE.toSeconds()));
            }
        }
        int first = index;
        long bytes = 0;
        while (index < polled.size() && polled.get(index).offset() < until && bytes < BATCH_BYTES) {
            bytes += polled.get(index).serializedValueSize();
            index++;
        }
        if (index == first) {
            index = polled.size(); // what comes now is behind the range, as is the position
        }
        return index - first;
    }

    private void poll() {
        try {
            polled = consumer.poll(POLL).records(partition);
            index = 0;
            position = consumer.position(partition);
        } catch (OffsetOutOfRangeException e) {
            Long earliest = consumer.beginningOffsets(List.of(partition)).get(partition);
            if (earliest == null || earliest <= position) {
                throw new UnavailableException(
                        "Cannot read %s at offset %d, it begins at %s".formatted(partition, position, earliest), e);
            }
            position = earliest; // retention was faster
            consumer.seek(partition, position);
        }
    }

    private <T> T answered(Supplier<T> question) {
        try {
            return question.get();
        } catch (InterruptException e) {
            throw e; // the statement was stopped
        } catch (KafkaException e) {
            UnavailableException refused =
                    KafkaErrors.find("read topic " + partition.topic(), kafka, partition.topic(), AclOperation.READ, e);
            throw refused != null
                    ? refused
                    : new UnavailableException(
                            "Cannot read %s, Kafka at %s: %s".formatted(partition, kafka, e.getMessage()), e);
        }
    }

    @Override
    public ColumnarBatch get() {
        return wanted;
    }

    @Override
    public void close() {
        consumer.close(CLOSE_LIMIT);
        batch.close();
    }
}
