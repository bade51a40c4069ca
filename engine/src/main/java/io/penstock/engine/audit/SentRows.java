package io.penstock.engine.audit;

import io.penstock.engine.audit.TableRecount.Place;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a topic or an index holds of one output, by the place of the source records in their topic. */
final class SentRows {

    private final Map<Place, Found> places = new HashMap<>();

    /** What it holds of one partition of a source. */
    static final class Found {

        private final Map<Integer, OffsetSet> rows = new TreeMap<>();
        private long all;

        /** Source offsets of which it has a row. */
        OffsetSet offsets() {
            return rows.values().stream().reduce(new OffsetSet(), OffsetSet::or);
        }

        /** Different rows of a range of source offsets. */
        long rows(long from, long until) {
            return rows.values().stream()
                    .mapToLong(offsets -> offsets.within(from, until).size())
                    .sum();
        }

        /** All rows, those that are there twice counted twice. */
        long all() {
            return all;
        }
    }

    void add(String topic, int partition, long offset, int row) {
        Found found = places.computeIfAbsent(new Place(topic, partition, null), key -> new Found());
        found.all++;
        found.rows.computeIfAbsent(row, key -> new OffsetSet()).add(offset);
    }

    Found find(String topic, int partition) {
        return places.getOrDefault(new Place(topic, partition, null), new Found());
    }
}
