package io.penstock.engine.audit;

import io.penstock.engine.UnavailableException;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.file.FileTopics;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.pipeline.BatchInput;
import io.penstock.source.file.FileTopic;
import io.penstock.source.file.ValueReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Reads the files or the table in the place of a topic record by record, if they still are those that the batch has read. */
final class LineRecount implements SourceReader {

    private final FileTopics files;
    private final Incarnation incarnation;

    LineRecount(FileTopics files, Incarnation incarnation) {
        this.files = files;
        this.incarnation = incarnation;
    }

    @Override
    public @Nullable String unfit() {
        Topic now = files.find(incarnation.topic());
        return now != null && now.id().equals(incarnation.topicId())
                ? null
                : "what was read of " + BatchInput.place(incarnation.topic())
                        + " has changed since, so nothing can be confirmed with it and its lines count as the ledger says";
    }

    @Override
    public Map<Integer, Long> earliest(List<Integer> partitions) {
        Map<Integer, Long> earliest = new HashMap<>();
        partitions.forEach(partition -> earliest.put(partition, incarnation.startOffset(partition)));
        return earliest;
    }

    @Override
    public void read(int partition, long from, long until, Consumer<ConsumerRecord<ByteBuffer, ByteBuffer>> each) {
        if (from >= until) {
            return;
        }
        FileTopic topic = files.topic(incarnation.topic());
        FileTopic.Partition file = topic.partitions().get(partition);
        try (ValueReader values = topic.readers().open(file)) {
            byte[] value = values.next();
            while (value != null && values.read() <= until) {
                long offset = values.read() - 1;
                if (offset >= from) {
                    each.accept(record(partition, offset, file.timestampMillis(), value));
                }
                value = values.next();
            }
        } catch (IOException e) {
            throw new UnavailableException("Cannot read " + file.file() + ", " + e.getMessage(), e);
        }
    }

    private ConsumerRecord<ByteBuffer, ByteBuffer> record(int partition, long offset, long millis, byte[] line) {
        return new ConsumerRecord<>(
                incarnation.topic(),
                partition,
                offset,
                millis,
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                line.length,
                null,
                ByteBuffer.wrap(line),
                new RecordHeaders(),
                Optional.empty());
    }
}
