/**
 * What the engine asks Kafka outside of the streams: which partitions and offsets there are, and whether records it still
 * needs are gone.
 * How a cluster is talked to is said by {@link io.penstock.engine.kafka.KafkaSettings}.
 *
 * <p>Start at {@link io.penstock.engine.kafka.KafkaTopics}.
 */
@NullMarked
package io.penstock.engine.kafka;

import org.jspecify.annotations.NullMarked;
