package io.penstock.engine.kafka;

import java.time.Duration;

/**
 * Makes the writers of one topic in the tasks. Serializable; holds no connection.
 *
 * @param kafka the cluster
 * @param topic the topic
 * @param maxRecordBytes the largest record that it takes
 * @param linger how long a record waits for others that go with it
 */
public record TopicWriterFactory(KafkaSettings kafka, String topic, int maxRecordBytes, Duration linger)
        implements RecordSenderFactory {

    private static final Duration LINGER =
            Duration.ofMillis(5); // a batch is in a hurry as a whole, not for each record

    public TopicWriterFactory(KafkaSettings kafka, String topic, int maxRecordBytes) {
        this(kafka, topic, maxRecordBytes, LINGER);
    }

    /** The same topic, with records that do not wait for others. */
    public TopicWriterFactory atOnce() {
        return new TopicWriterFactory(kafka, topic, maxRecordBytes, Duration.ZERO);
    }

    /** A writer for one task attempt; connects with the first record. */
    @Override
    public TopicWriter create() {
        return new TopicWriter(this);
    }
}
