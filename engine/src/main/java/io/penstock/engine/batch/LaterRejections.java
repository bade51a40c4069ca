package io.penstock.engine.batch;

import io.penstock.sinks.RowWriter;
import io.penstock.source.Rejection;
import io.penstock.source.kafka.ConsumedRecords;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes dead letters of records whose documents OpenSearch rejects after their batch is committed. Not thread-safe. */
public final class LaterRejections {

    private final String topic;
    private final String output;
    private final DeadLetterWriter deadLetters;

    /** @param at what the dead letters have as their time */
    public LaterRejections(String source, String topic, String output, Instant at, RowWriter writer) {
        this.topic = topic;
        this.output = output;
        this.deadLetters = new DeadLetterWriter(source, ChronoUnit.MICROS.between(Instant.EPOCH, at), writer);
    }

    /** A record of the topic. @param reason in OpenSearch's words */
    public void write(ConsumerRecord<ByteBuffer, ByteBuffer> record, String reason) {
        deadLetters.write(
                new ConsumedRecords(topic).of(List.of(record), 0, 1).record(0),
                DeadLetterColumns.OUTPUT,
                new Rejection(DocumentOutput.REJECTED, reason),
                output);
    }

    /** A record that the topic no longer has: its dead letter has neither key nor value. */
    public void writeGone(int partition, long offset, String reason) {
        deadLetters.writeResult(
                topic,
                partition,
                offset,
                null,
                null,
                DeadLetterColumns.OUTPUT,
                new Rejection(DocumentOutput.REJECTED, reason),
                output);
    }

    /** @return files that the driver has to commit */
    public List<String> complete() {
        return deadLetters.complete();
    }

    public void abort() {
        deadLetters.abort();
    }
}
