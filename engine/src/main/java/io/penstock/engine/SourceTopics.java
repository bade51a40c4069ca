package io.penstock.engine;

import io.penstock.engine.file.FileTopics;
import io.penstock.engine.kafka.KafkaTopics;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.kafka.Topics;
import io.penstock.pipeline.BatchInput;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What sources read: topics of Kafka, or in a batch files in their place, told apart by the name. */
record SourceTopics(KafkaTopics kafka, FileTopics files) implements Topics {

    private Topics of(String name) {
        return BatchInput.place(name) == null ? kafka : files;
    }

    @Override
    public @Nullable Topic find(String name) {
        return of(name).find(name);
    }

    @Override
    public Topic findOrCreate(String name, int partitions) {
        return of(name).findOrCreate(name, partitions);
    }

    @Override
    public void requireRead(Topic topic) {
        of(topic.name()).requireRead(topic);
    }

    @Override
    public Map<Integer, Long> earliest(Topic topic) {
        return of(topic.name()).earliest(topic);
    }

    @Override
    public Map<Integer, Long> latest(Topic topic) {
        return of(topic.name()).latest(topic);
    }
}
