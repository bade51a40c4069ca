package io.penstock.source.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.kafka010.KafkaSourceOffset;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** Offsets as Spark's Kafka source has them. */
final class KafkaOffsets {

    private KafkaOffsets() {}

    /** The lower of two offsets for each partition of {@code most}; a partition that came later is left out. */
    static Offset atMost(Offset offsets, Offset most) {
        Map<TopicPartition, Object> limits = partitions(most);
        Map<TopicPartition, Long> lower = new HashMap<>();
        partitions(offsets).forEach((partition, offset) -> {
            Object limit = limits.get(partition);
            if (limit != null) {
                lower.put(partition, Math.min((Long) offset, (Long) limit));
            }
        });
        return of(lower);
    }

    private static Map<TopicPartition, Object> partitions(Offset offset) {
        return CollectionConverters.asJava(((KafkaSourceOffset) offset).partitionToOffsets());
    }

    static Offset of(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Object> boxed = new HashMap<>(offsets);
        return new KafkaSourceOffset(Map$.MODULE$.from(CollectionConverters.asScala(boxed)));
    }
}
