package io.penstock.engine.kafka;

import io.penstock.engine.kafka.KafkaTopics.Topic;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What sources read: partitions of records, each with an offset. Thread-safe. */
public interface Topics {

    /** The topic as it is now, or nothing where there is none. */
    @Nullable
    Topic find(String name);

    /** The topic, created with so many partitions where there is none and that can be done. */
    Topic findOrCreate(String name, int partitions);

    /** Makes sure that the topic may be read. @throws io.penstock.engine.UnavailableException when not */
    void requireRead(Topic topic);

    /** First offset that each partition still has. */
    Map<Integer, Long> earliest(Topic topic);

    /** Offset behind the last one of each partition. */
    Map<Integer, Long> latest(Topic topic);
}
