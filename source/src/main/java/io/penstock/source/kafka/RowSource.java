package io.penstock.source.kafka;

import io.penstock.source.RecordSchema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.jspecify.annotations.Nullable;

/**
 * A topic as one query reads it, in one scan or in several: a view that joins a source with itself has two, which end each batch
 * at the same offsets.
 */
public final class RowSource {

    private static final int KEPT = 2; // scans are asked in turn: none is more than one batch ahead

    private final RecordSchema schema;
    private final RowFilter.Batches batches;
    private final @Nullable Map<TopicPartition, Long> until;
    private final Deque<Offset> ends = new ArrayDeque<>();
    private long forgotten;

    private RowSource(RecordSchema schema, RowFilter.Batches batches, @Nullable Map<TopicPartition, Long> until) {
        this.schema = schema;
        this.batches = batches;
        this.until = until;
    }

    /** A topic that is read on and on. */
    public static RowSource endless(RecordSchema schema, RowFilter.Batches batches) {
        return new RowSource(schema, batches, null);
    }

    /** A topic that is read to these offsets, in one batch. */
    public static RowSource until(RecordSchema schema, RowFilter.Batches batches, Map<TopicPartition, Long> until) {
        return new RowSource(schema, batches, Map.copyOf(until));
    }

    /** How a record becomes a row. */
    public RecordSchema schema() {
        return schema;
    }

    /** The filters of the batch that is being planned. */
    public RowFilter.Factory begin() {
        return batches.begin();
    }

    /** Where the n-th question for an end is answered, the same for every scan. @param own what the scan itself has found */
    public synchronized Offset end(long question, Offset own) {
        if (until != null) {
            return KafkaOffsets.of(until);
        }
        if (question == forgotten + ends.size()) {
            ends.addLast(own);
            if (ends.size() > KEPT) {
                ends.removeFirst();
                forgotten++;
            }
        }
        int index = Math.toIntExact(question - forgotten);
        if (index < 0) {
            throw new IllegalStateException("Cannot plan a batch, a scan of the same topic is " + -index + " ahead");
        }
        return ends.stream().skip(index).findFirst().orElseThrow();
    }
}
