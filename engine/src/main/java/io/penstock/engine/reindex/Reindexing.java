package io.penstock.engine.reindex;

import io.penstock.engine.RefusedException;
import io.penstock.engine.ReindexReport;
import io.penstock.engine.UnavailableException;
import io.penstock.engine.commit.QueryState;
import io.penstock.engine.commit.SparkCheckpoint;
import io.penstock.engine.plan.IndexEncoding;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.QueryPlan;
import io.penstock.engine.reindex.FillTask.Filled;
import io.penstock.sinks.IcebergTable;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.search.ForeignIndexException;
import io.penstock.sinks.search.IndexReplacement;
import io.penstock.sinks.search.SearchSettings;
import io.penstock.sinks.search.SearchUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Makes an index anew from the table that has the same rows, while the pipeline goes on.
 *
 * <p>The new index is filled with the table's rows. Then documents go to it instead of the old one; when the batches that wrote to the old
 * one are in the table, what the table has got since is filled in, too. When the new index has a document for each row, searches go
 * to it. A document that the pipeline has written stays: what is filled has a lower version.
 */
public final class Reindexing {

    private static final Duration COMMIT_LIMIT = Duration.ofMinutes(2);
    private static final long LOOK_AGAIN_MILLIS = 200;

    private final SparkSession session;
    private final TableCatalog catalog;
    private final SearchSettings search;
    private final QueryState state;
    private final String pipeline;

    public Reindexing(
            SparkSession session, TableCatalog catalog, SearchSettings search, QueryState state, String pipeline) {
        this.session = session;
        this.catalog = catalog;
        this.search = search;
        this.state = state;
        this.pipeline = pipeline;
    }

    /**
     * Makes the index of an output anew.
     *
     * @param query that feeds the output
     * @throws RefusedException when no table has its rows, or it has more than the index, the index is not the output's, or
     *     documents lack at the end
     * @throws UnavailableException when OpenSearch does not answer, or batches are not committed
     */
    public ReindexReport run(QueryPlan query, OutputPlan output) {
        if (output.deletes()) {
            throw new RefusedException(
                    "Cannot reindex %s, a table still has the rows of documents that tombstones have deleted. To have it filled by the topic, start over: penstock reset %s"
                            .formatted(output.indexSpec().index(), pipeline));
        }
        String table = TableOfIndex.name(query, output);
        try {
            return run(output, table);
        } catch (ForeignIndexException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        } catch (SearchUnavailableException e) {
            throw new UnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether the index of an output can be made anew: a table has its rows, and no more. */
    public static boolean canRun(QueryPlan query, OutputPlan output) {
        return !output.deletes() && TableOfIndex.find(query, output).isPresent();
    }

    private ReindexReport run(OutputPlan output, String table) {
        Instant now = Instant.now();
        Long before = snapshot(table);
        List<String> periods =
                before == null ? List.of() : TableDocuments.periods(rows(output, table, before, now), output);
        IndexReplacement replacement = IndexReplacement.begin(search, output.index(pipeline), periods);
        Filled filled = before == null
                ? Filled.NOTHING
                : FillTask.fill(documents(output, rows(output, table, before, now)), replacement.target());
        if (!replacement.isWritten()) {
            replacement.takeWrites();
        }
        awaitCommits();
        Long after = snapshot(table);
        if (after != null && !after.equals(before)) {
            filled = filled.plus(FillTask.fill(changed(output, table, before, after, now), replacement.target()));
        }
        Map<String, Long> made = after == null ? Map.of() : count(documents(output, rows(output, table, after, now)));
        long expected = made.values().stream().mapToLong(Long::longValue).sum() - filled.rejected();
        long there = replacement.count(made.keySet());
        if (there < expected) {
            throw new RefusedException(
                    "Cannot search in the new index of %s, it has %,d documents, table %s makes %,d. Searches see the index that was there; run reindex again"
                            .formatted(output.indexSpec().index(), there, table, expected));
        }
        replacement.takeSearches();
        return new ReindexReport(
                output.name(),
                output.indexSpec().index(),
                replacement.names(),
                table,
                there,
                filled.rejected(),
                filled.reason());
    }

    /** Waits for the batches that may have written documents to the index that was there. */
    private void awaitCommits() {
        Long planned = new SparkCheckpoint(session, state.checkpoint()).lastPlanned();
        long deadline = System.nanoTime() + COMMIT_LIMIT.toNanos();
        while (planned != null && behind(planned)) {
            if (System.nanoTime() > deadline) {
                throw new UnavailableException(
                        "Cannot finish the new index, batch %d of %s is not committed within %d s. Start the pipeline, and run reindex again"
                                .formatted(planned, pipeline, COMMIT_LIMIT.toSeconds()));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnavailableException("Cannot finish the new index, the thread was interrupted", e);
            }
        }
    }

    private boolean behind(long planned) {
        Long committed = state.ledger().lastBatch();
        return committed == null || committed < planned;
    }

    private @Nullable Long snapshot(String table) {
        IcebergTable found = IcebergTable.find(catalog, table);
        return found == null ? null : found.currentSnapshot();
    }

    /** The rows of a table that the index keeps at a time. */
    private Dataset<Row> rows(OutputPlan output, String table, long snapshot, Instant now) {
        String all = "SELECT * FROM " + TableOfIndex.quoted(table) + " VERSION AS OF " + snapshot;
        return IndexEncoding.kept(session.sql(all), output, now);
    }

    /** How many documents there are by period, which is empty where there is one index. */
    private static Map<String, Long> count(Dataset<Row> documents) {
        Map<String, Long> counts = new HashMap<>();
        documents
                .groupBy(TableDocuments.PERIOD)
                .count()
                .collectAsList()
                .forEach(row -> counts.put(row.isNullAt(0) ? "" : row.getString(0), row.getLong(1)));
        return counts;
    }

    private Dataset<Row> documents(OutputPlan output, Dataset<Row> rows) {
        return TableDocuments.of(rows, output, state.ledger()::iterator);
    }

    /** The documents of the ids that the table got rows of between two snapshots; all where rows replace others. */
    private Dataset<Row> changed(OutputPlan output, String table, @Nullable Long before, long after, Instant now) {
        Dataset<Row> all = documents(output, rows(output, table, after, now));
        if (before == null || !output.lineage()) {
            return all;
        }
        Dataset<Row> added = IndexEncoding.kept(
                session.read()
                        .option("start-snapshot-id", before)
                        .option("end-snapshot-id", after)
                        .table(TableOfIndex.quoted(table)),
                output,
                now);
        return output.indexSpec().id().isEmpty()
                ? documents(output, added)
                : all.join(
                        documents(output, added).select(TableDocuments.ID),
                        new String[] {TableDocuments.ID},
                        "left_semi");
    }
}
