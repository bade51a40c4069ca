package io.penstock.pipeline.profile;

/** How tasks read a topic. Values, dead letters and checkpoints are the same with both. */
public enum KafkaReader {
    /** Records become columns straight from the client's bytes, read ahead between batches. */
    COLUMNAR,
    /** Spark's own Kafka source: row by row. Slower; there to compare with. */
    SPARK
}
