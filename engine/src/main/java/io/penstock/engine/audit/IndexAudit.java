package io.penstock.engine.audit;

import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.plan.IndexEncoding;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.sinks.search.SearchIndex;
import io.penstock.sinks.search.SearchSettings;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Audits an index that holds the rows of a view with state: its documents are compared with the view computed a second time, but for
 * those that it has rejected.
 */
final class IndexAudit {

    private final SparkSession session;
    private final @Nullable SearchSettings search;
    private final OutputPlan output;
    private final Results results;

    IndexAudit(SparkSession session, @Nullable SearchSettings search, OutputPlan output, Results results) {
        this.session = session;
        this.search = search;
        this.output = output;
        this.results = results;
    }

    /**
     * Compares the documents.
     *
     * @param expected the rows that the view gives
     * @param batches of the view, in their order
     */
    void run(String view, Dataset<Row> expected, List<LedgerEntry> batches, boolean running) {
        String name = output.indexSpec().index();
        SearchIndex index = search == null ? null : SearchIndex.find(search, name);
        if (search == null || index == null) {
            results.finding("index " + name + " does not exist");
            return;
        }
        if (running) {
            results.note(
                    "output %s: index %s may be ahead of the ledger by a batch, its documents are not compared while the pipeline runs"
                            .formatted(output.name(), name));
            return;
        }
        index.refresh();
        long rejected = batches.stream()
                .mapToLong(entry -> entry.view() == null ? 0 : entry.view().rejected(output.name()))
                .sum();
        Instant now = Instant.now();
        RowComparison comparison = compare(kept(expected, now), search, now);
        // a group that is rejected may be so with each change, and leaves what there was of it; or is no longer kept
        boolean explained = output.upserts() || output.indexSpec().keep() != null
                ? comparison.lacking() <= rejected && comparison.surplus() <= rejected
                : comparison.lacking() == rejected && comparison.surplus() == 0;
        if (explained) {
            results.note("output %s: index %s holds the %,d rows that view %s gives, computed a second time%s"
                    .formatted(
                            output.name(),
                            name,
                            comparison.found(),
                            view,
                            rejected == 0 ? "" : ", but for %,d that it has rejected".formatted(rejected)));
            return;
        }
        results.finding(
                "output %s: index %s holds %d documents, view %s gives %d rows over the same records: %d of them are not there, of which it has rejected %d, and %d are there that it does not give"
                        .formatted(
                                output.name(),
                                name,
                                comparison.found(),
                                view,
                                comparison.expected(),
                                comparison.lacking(),
                                rejected,
                                comparison.surplus()));
    }

    /** Reads the documents once. */
    private RowComparison compare(Dataset<Row> expected, SearchSettings from, Instant now) {
        Dataset<String> documents =
                IndexDocuments.of(session, from, output.indexSpec().index());
        documents.persist(StorageLevel.DISK_ONLY());
        try {
            return RowComparison.of(expected, kept(IndexEncoding.rows(documents, output.columns()), now));
        } finally {
            documents.unpersist();
        }
    }

    private Dataset<Row> kept(Dataset<Row> rows, Instant now) {
        return IndexEncoding.kept(rows, output, now);
    }
}
