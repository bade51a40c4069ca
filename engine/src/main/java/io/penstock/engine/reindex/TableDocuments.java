package io.penstock.engine.reindex;

import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.plan.IndexEncoding;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.sinks.Lineage;
import io.penstock.sinks.search.IndexPeriods;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** The documents that an index would have been given for the rows of a table, the last one of each id. */
final class TableDocuments {

    static final String ID = "id";
    private static final String DOCUMENT = "document";
    private static final String ORDER = "order";
    static final String PERIOD = "period";
    private static final String BATCH = "batch";
    private static final String PARTITION = "partition";
    private static final String OFFSET = "offset";
    private static final int LONGEST_ID = 512;

    private TableDocuments() {}

    /**
     * The documents of rows that the index has a place for.
     *
     * @param rows of the table, lineage included where the output has it
     * @param batches that wrote them, which say what is newer; asked only where documents have ids of their own
     * @return rows of id, document and period, all STRING; the period is NULL where there is one index
     */
    static Dataset<Row> of(Dataset<Row> rows, OutputPlan output, Iterable<LedgerEntry> batches) {
        List<Column> columns = new ArrayList<>(List.of(
                IndexEncoding.id(rows, output).as(ID),
                IndexEncoding.document(rows, output).as(DOCUMENT),
                period(output)));
        boolean replaces = !output.indexSpec().id().isEmpty() && output.lineage();
        if (replaces) {
            columns.add(order(rows, output, batches).as(ORDER));
        }
        Dataset<Row> documents = inPeriods(rows.select(columns.toArray(Column[]::new)), output)
                .where(functions.col(ID).isNotNull());
        return replaces
                ? documents
                        .groupBy(ID, PERIOD)
                        .agg(functions
                                .max_by(functions.col(DOCUMENT), functions.col(ORDER))
                                .as(DOCUMENT))
                        .select(ID, DOCUMENT, PERIOD)
                : documents;
    }

    /** The periods that there are rows of; none where there is one index. */
    static List<String> periods(Dataset<Row> rows, OutputPlan output) {
        return output.indexPeriods() == null
                ? List.of()
                : inPeriods(rows.select(period(output)), output)
                        .distinct()
                        .as(Encoders.STRING())
                        .collectAsList();
    }

    private static Column period(OutputPlan output) {
        return IndexEncoding.period(output).cast(DataTypes.StringType).as(PERIOD);
    }

    /** Without the rows that no index is made for: those without a time, or beyond the years that there are indices for. */
    private static Dataset<Row> inPeriods(Dataset<Row> rows, OutputPlan output) {
        IndexPeriods periods = output.indexPeriods();
        return periods == null
                ? rows
                : rows.where(functions.col(PERIOD).rlike("^" + periods.unit().pattern() + "$"));
    }

    /**
     * The documents of single batches, all that the index has a place for, in the order in which the batches would have written them: in
     * one task those of an id, or where documents have none of their own, those of a record.
     *
     * @param rows that the batches wrote to the table
     * @return rows of id, document, period, all STRING, batch, partition and offset
     */
    static Dataset<Row> ofBatches(Dataset<Row> rows, OutputPlan output, List<LedgerEntry> batches, int tasks) {
        boolean ownIds = !output.indexSpec().id().isEmpty();
        Column row = output.multiplies() ? rows.col(Lineage.ROW) : functions.lit(0);
        Dataset<Row> all = rows.select(
                IndexEncoding.id(rows, output).as(ID),
                IndexEncoding.document(rows, output).as(DOCUMENT),
                period(output),
                batch(rows, batches).as(BATCH),
                rows.col(Lineage.PARTITION).as(PARTITION),
                rows.col(Lineage.OFFSET).as(OFFSET),
                row.as(ORDER));
        Dataset<Row> documents = inPeriods(all, output)
                .where(functions.octet_length(functions.col(ID)).between(1, LONGEST_ID));
        Column[] together = ownIds
                ? new Column[] {functions.col(ID)}
                : new Column[] {functions.col(PARTITION), functions.col(OFFSET)};
        return documents
                .repartition(tasks, together)
                .sortWithinPartitions(BATCH, OFFSET, PARTITION, ORDER)
                .drop(ORDER);
    }

    private static Column batch(Dataset<Row> rows, Iterable<LedgerEntry> batches) {
        return functions
                .udf(BatchOf.in(batches), DataTypes.LongType)
                .apply(rows.col(Lineage.PARTITION), rows.col(Lineage.OFFSET));
    }

    /** Newer rows are greater: the batch, then the place in the topic. */
    private static Column order(Dataset<Row> rows, OutputPlan output, Iterable<LedgerEntry> batches) {
        Column partition = rows.col(Lineage.PARTITION);
        Column offset = rows.col(Lineage.OFFSET);
        Column batch = batch(rows, batches);
        return output.multiplies()
                ? functions.struct(batch, offset, partition, rows.col(Lineage.ROW))
                : functions.struct(batch, offset, partition);
    }

    /** Which batch read an offset. */
    private record BatchOf(Map<Integer, TreeMap<Long, Long>> firstOffsets)
            implements UDF2<Integer, Long, Long>, Serializable {

        static BatchOf in(Iterable<LedgerEntry> batches) {
            Map<Integer, TreeMap<Long, Long>> firstOffsets = new TreeMap<>();
            for (LedgerEntry batch : batches) {
                for (PartitionAccount account : batch.partitions()) {
                    if (account.until() > account.from()) {
                        firstOffsets
                                .computeIfAbsent(account.partition(), partition -> new TreeMap<>())
                                .put(account.from(), batch.batch());
                    }
                }
            }
            return new BatchOf(firstOffsets);
        }

        @Override
        public @Nullable Long call(Integer partition, Long offset) {
            TreeMap<Long, Long> ofPartition = firstOffsets.get(partition);
            Map.Entry<Long, Long> batch = ofPartition == null ? null : ofPartition.floorEntry(offset);
            return batch == null ? null : batch.getValue();
        }
    }
}
