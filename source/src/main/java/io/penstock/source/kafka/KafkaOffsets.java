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

    static Offset of(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Object> boxed = new HashMap<>(offsets);
        return new KafkaSourceOffset(Map$.MODULE$.from(CollectionConverters.asScala(boxed)));
    }
}
