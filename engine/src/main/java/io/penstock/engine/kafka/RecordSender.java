package io.penstock.engine.kafka;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Takes the records of one task attempt to a topic. Not thread-safe. */
public interface RecordSender {

    String topic();

    /** The largest record that the topic takes. */
    int maxRecordBytes();

    /** Sends a record, without waiting for the answer. */
    void send(byte @Nullable [] key, byte[] value, Headers headers);

    /** Waits until every record has arrived. */
    void complete();

    /** Ends without waiting; what was sent may arrive. May be called after {@link #complete}. */
    void abort();
}
