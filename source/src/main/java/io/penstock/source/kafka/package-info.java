/**
 * A columnar Kafka source for Spark: records are decoded from the client's bytes straight into column vectors.
 *
 * <p>Start at {@link io.penstock.source.kafka.ColumnarKafkaProvider}. Which offsets a batch has, and how far the reading is, stays
 * with Spark's own Kafka source, whose stream is used for it ({@link io.penstock.source.kafka.ColumnarKafkaStream}); so a
 * checkpoint of the one is a checkpoint of the other. What is different is how a task gets its records: a {@link
 * io.penstock.source.kafka.PartitionFetcher} reads ahead in a thread of its own and stays, with its consumer, for the next batch.
 */
@NullMarked
package io.penstock.source.kafka;

import org.jspecify.annotations.NullMarked;
