package io.penstock.engine.audit;

import io.penstock.engine.audit.TableRecount.Place;
import io.penstock.engine.kafka.LineageHeaders;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a topic holds of one output, recounted by the lineage headers of its records.
 *
 * @param whole whether the topic still has all that was ever sent to it
 */
record TopicOutputRecount(Map<Place, Found> places, boolean whole) {

    /** What it holds of one partition of a source. */
    static final class Found {

        private final Map<Integer, OffsetSet> rows = new TreeMap<>();
        private long records;

        /** Source offsets of which it has a record. */
        OffsetSet offsets() {
            return rows.values().stream().reduce(new OffsetSet(), OffsetSet::or);
        }

        /** Different rows of a range of source offsets. */
        long rows(long from, long until) {
            return rows.values().stream()
                    .mapToLong(offsets -> offsets.within(from, until).size())
                    .sum();
        }

        /** Records, those that are there twice counted twice. */
        long records() {
            return records;
        }
    }

    /** Reads the topic from its beginning to its end. @return nothing where there is no such topic */
    static @Nullable TopicOutputRecount of(TopicRecount topic, String sender) {
        List<Integer> partitions = topic.partitions();
        if (partitions.isEmpty()) {
            return null;
        }
        Map<Integer, Long> earliest = topic.earliest(partitions);
        Map<Integer, Long> latest = topic.latest(partitions);
        Map<Place, Found> places = new HashMap<>();
        earliest.forEach((partition, from) ->
                topic.read(partition, from, latest.get(partition), record -> add(record, sender, places)));
        boolean whole = earliest.values().stream().allMatch(offset -> offset == 0) && !topic.compacted();
        return new TopicOutputRecount(places, whole);
    }

    private static void add(ConsumerRecord<ByteBuffer, ByteBuffer> record, String sender, Map<Place, Found> places) {
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
            Found found = places.computeIfAbsent(new Place(topic, partition, null), key -> new Found());
            found.records++;
            found.rows.computeIfAbsent(row, key -> new OffsetSet()).add(offset);
        } catch (NumberFormatException e) {
            // no record of ours: somebody has made up headers
        }
    }

    Found find(String topic, int partition) {
        return places.getOrDefault(new Place(topic, partition, null), new Found());
    }
}
