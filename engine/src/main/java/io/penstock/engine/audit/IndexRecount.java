package io.penstock.engine.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.sinks.Lineage;
import io.penstock.sinks.search.SearchIndex;
import java.util.List;
import java.util.Map;

/** What an index holds of one output, recounted by the lineage of its documents. */
final class IndexRecount {

    private static final List<String> FIELDS = List.of(Lineage.TOPIC, Lineage.PARTITION, Lineage.OFFSET, Lineage.ROW);

    private IndexRecount() {}

    /** Reads all documents. */
    static SentRows of(SearchIndex index) {
        SentRows rows = new SentRows();
        index.refresh();
        index.read(FIELDS, document -> add(document, rows));
        return rows;
    }

    private static void add(Map<String, JsonNode> document, SentRows rows) {
        JsonNode topic = document.get(Lineage.TOPIC);
        JsonNode partition = document.get(Lineage.PARTITION);
        JsonNode offset = document.get(Lineage.OFFSET);
        if (topic != null && partition != null && offset != null) { // else it is somebody else's
            JsonNode row = document.get(Lineage.ROW);
            rows.add(topic.asText(), partition.asInt(), offset.asLong(), row == null ? 0 : row.asInt());
        }
    }
}
