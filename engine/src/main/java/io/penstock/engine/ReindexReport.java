package io.penstock.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an index that was made anew.
 *
 * @param output that writes it
 * @param index its alias
 * @param created the new index; where it is split, those of its days or months, in their order
 * @param table that it was filled from
 * @param documents how many it has
 * @param rejected how many OpenSearch did not take
 * @param reason why one of these was rejected, in OpenSearch's words
 */
public record ReindexReport(
        String output,
        String index,
        List<String> created,
        String table,
        long documents,
        long rejected,
        @Nullable String reason) {

    public ReindexReport {
        created = List.copyOf(created);
    }
}
