package io.penstock.engine.commit;

import java.time.Instant;
import java.util.Map;

/**
 * The life of a query's checkpoint as to one topic, minted with it. A query that reads several topics has one of the same id for
 * each.
 *
 * @param id random id; part of the identity of every batch
 * @param pipeline name of the pipeline
 * @param query name of the query
 * @param topic the topic it reads
 * @param topicId Kafka's id of the topic; a topic that is created again has another
 * @param startOffsets first offset of each partition there was when it was minted
 * @param created when it was minted
 */
public record Incarnation(
        String id,
        String pipeline,
        String query,
        String topic,
        String topicId,
        Map<Integer, Long> startOffsets,
        Instant created) {

    public Incarnation {
        startOffsets = Map.copyOf(startOffsets);
    }

    /** First offset of a partition; one that came later is read from its beginning. */
    public long startOffset(int partition) {
        return startOffsets.getOrDefault(partition, 0L);
    }
}
