package io.penstock.engine.audit;

import io.penstock.engine.kafka.LineageHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a topic holds of one output, recounted by the lineage headers of its records.
 *
 * @param whole whether the topic still has all that was ever sent to it
 */
record TopicOutputRecount(SentRows rows, boolean whole) {

    /** Reads the topic from its beginning to its end. @return nothing where there is no such topic */
    static @Nullable TopicOutputRecount of(TopicRecount topic, String sender) {
        List<Integer> partitions = topic.partitions();
        if (partitions.isEmpty()) {
            return null;
        }
        Map<Integer, Long> earliest = topic.earliest(partitions);
        Map<Integer, Long> latest = topic.latest(partitions);
        SentRows rows = new SentRows();
        earliest.forEach((partition, from) ->
                topic.read(partition, from, latest.get(partition), record -> add(record, sender, rows)));
        boolean whole = earliest.values().stream().allMatch(offset -> offset == 0) && !topic.compacted();
        return new TopicOutputRecount(rows, whole);
    }

    private static void add(ConsumerRecord<ByteBuffer, ByteBuffer> record, String sender, SentRows rows) {
        Headers headers = record.headers();
        String batch = LineageHeaders.find(headers, LineageHeaders.BATCH);
        String topic = LineageHeaders.find(headers, LineageHeaders.TOPIC);
        if (batch == null || topic == null || !batch.startsWith(sender)) {
            return; // of somebody else, or of a checkpoint before this one
        }
        try {
            int partition = Integer.parseInt(LineageHeaders.find(headers, LineageHeaders.PARTITION));
            long offset = Long.parseUnsignedLong(LineageHeaders.find(headers, LineageHeaders.OFFSET));
            int row = Integer.parseInt(LineageHeaders.find(headers, LineageHeaders.ROW));
            rows.add(topic, partition, offset, row);
        } catch (NumberFormatException e) {
            // no record of ours: somebody has made up headers
        }
    }
}
