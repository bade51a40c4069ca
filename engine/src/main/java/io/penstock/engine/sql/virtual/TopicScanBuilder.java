package io.penstock.engine.sql.virtual;

import java.util.Arrays;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

/** Learns which columns of a topic are wanted, and where the records lie. */
final class TopicScanBuilder implements ScanBuilder, SupportsPushDownFilters, SupportsPushDownRequiredColumns {

    private final TopicTable table;
    private StructType wanted;
    private Filter[] conditions = {};

    @SuppressWarnings("deprecation") // the table's own
    TopicScanBuilder(TopicTable table) {
        this.table = table;
        this.wanted = table.schema();
    }

    @Override
    public Filter[] pushFilters(Filter[] all) {
        conditions = all;
        return all; // Spark judges each row by them, too
    }

    @Override
    public Filter[] pushedFilters() {
        return Arrays.stream(conditions)
                .filter(condition -> Arrays.stream(condition.references()).allMatch(table::isPlace))
                .toArray(Filter[]::new);
    }

    @Override
    public void pruneColumns(StructType columns) {
        wanted = columns;
    }

    @Override
    public Scan build() {
        return new TopicScan(table, wanted, PlaceConditions.of(conditions, table::isPlace));
    }
}
