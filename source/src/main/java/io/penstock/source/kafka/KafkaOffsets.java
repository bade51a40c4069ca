package io.penstock.source.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.execution.streaming.runtime.SerializedOffset;
import org.apache.spark.sql.kafka010.KafkaSourceOffset;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** Offsets as Spark's Kafka source has them. */
public final class KafkaOffsets {

    private KafkaOffsets() {}

    /** The lower of two offsets for each partition of {@code most}; a partition that came later is left out. */
    static Offset atMost(Offset offsets, Offset most) {
        Map<TopicPartition, Long> limits = partitions(most);
        Map<TopicPartition, Long> lower = new HashMap<>();
        partitions(offsets).forEach((partition, offset) -> {
            Long limit = limits.get(partition);
            if (limit != null) {
                lower.put(partition, Math.min(offset, limit));
            }
        });
        return of(lower);
    }

    /** The offset of each partition. */
    public static Map<TopicPartition, Long> partitions(Offset offset) {
        Map<TopicPartition, Long> partitions = new HashMap<>();
        CollectionConverters.asJava(((KafkaSourceOffset) offset).partitionToOffsets())
                .forEach((partition, at) -> partitions.put(partition, (Long) at));
        return partitions;
    }

    public static Offset of(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Object> boxed = new HashMap<>(offsets);
        return new KafkaSourceOffset(Map$.MODULE$.from(CollectionConverters.asScala(boxed)));
    }

    /** Those of a checkpoint. */
    public static Offset parse(String json) {
        return KafkaSourceOffset.apply(new SerializedOffset(json));
    }
}
