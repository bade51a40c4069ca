package io.penstock.engine.kafka;

import java.io.Serializable;

/**
 * Makes the writers of one topic in the tasks. Serializable; holds no connection.
 *
 * @param kafka the cluster
 * @param topic the topic
 * @param maxRecordBytes the largest record that it takes
 */
public record TopicWriterFactory(KafkaSettings kafka, String topic, int maxRecordBytes) implements Serializable {

    /** A writer for one task attempt; connects with the first record. */
    public TopicWriter create() {
        return new TopicWriter(this);
    }
}
