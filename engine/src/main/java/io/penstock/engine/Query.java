package io.penstock.engine;

import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.ledger.LedgerTotals;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.StreamingQuery;

/** One query of a pipeline, which Spark runs. */
interface Query {

    /** Name of its source or view. */
    String name();

    /** Starts it. @throws UnavailableException when Spark takes too long */
    StreamingQuery start();

    /** Held while a batch is computed and committed; who holds it otherwise keeps the next batch from starting. */
    ReentrantLock batchLock();

    /** Lets a batch come to its end that would go on for long. */
    void endBatch();

    /** The topics that it reads, as they were when it was opened. */
    List<Topic> topics();

    /** The next offset to be read of each partition. */
    Map<TopicPartition, Long> nextOffsets();

    /** What it has done in earlier runs. */
    LedgerTotals totals();

    /** It runs: what is done beside its batches begins. */
    default void started() {}

    /**
     * It has read all there was, and ends: what is done beside its batches comes to its end.
     *
     * @throws UnavailableException when that has to wait
     */
    default void finish() {}

    /** It has ended, for whatever reason: what is done beside its batches stops. */
    default void ended() {}

    /** Why it has ended, in our words. */
    RuntimeException explain(Throwable thrown);
}
