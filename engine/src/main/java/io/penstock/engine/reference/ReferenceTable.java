package io.penstock.engine.reference;

import io.penstock.engine.plan.ReferencePlan;
import io.penstock.sinks.VirtualTable;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/**
 * A table whose rows are those of another one, which is asked for with each scan. A streaming query plans its scans anew with each
 * batch, all but those of its streams.
 */
public final class ReferenceTable implements VirtualTable {

    private final ReferencePlan reference;
    private final Supplier<SupportsRead> current;

    private ReferenceTable(ReferencePlan reference, Supplier<SupportsRead> current) {
        this.reference = reference;
        this.current = current;
    }

    /** The rows of a reference, in a session. @param current gives what they are just now */
    public static Dataset<Row> rows(SparkSession session, ReferencePlan reference, Supplier<SupportsRead> current) {
        return Dataset.ofRows(
                session,
                DataSourceV2Relation.create(
                        new ReferenceTable(reference, current),
                        Option.empty(),
                        Option.empty(),
                        CaseInsensitiveStringMap.empty(),
                        Option.empty()));
    }

    /** No rows at all. */
    public static SupportsRead none(ReferencePlan reference) {
        return new RowsInMemory(reference.name(), reference.columns(), new InternalRow[0], 0);
    }

    @Override
    public String name() {
        return "reference " + reference.name();
    }

    @Override
    @SuppressWarnings("deprecation") // the method that replaces it calls this one
    public StructType schema() {
        return reference.columns();
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        return current.get().newScanBuilder(options);
    }
}
