package io.penstock.engine.reference;

import io.penstock.sinks.VirtualTable;
import java.util.OptionalLong;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Rows that are kept in the driver. Spark knows how many they are, and sends them to all tasks where they are few. */
final class RowsInMemory implements VirtualTable, LocalScan, SupportsReportStatistics {

    private final String name;
    private final StructType columns;
    private final InternalRow[] rows;
    private final long bytes;

    /** @param bytes size of the rows */
    RowsInMemory(String name, StructType columns, InternalRow[] rows, long bytes) {
        this.name = name;
        this.columns = columns;
        this.rows = rows;
        this.bytes = bytes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    @SuppressWarnings("deprecation") // the method that replaces it calls this one
    public StructType schema() {
        return columns;
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        return () -> (Scan) this;
    }

    @Override
    public StructType readSchema() {
        return columns;
    }

    @Override
    public String description() {
        return name;
    }

    @Override
    public InternalRow[] rows() {
        return rows;
    }

    @Override
    public Statistics estimateStatistics() {
        return new Statistics() {
            @Override
            public OptionalLong sizeInBytes() {
                return OptionalLong.of(Math.max(1, bytes));
            }

            @Override
            public OptionalLong numRows() {
                return OptionalLong.of(rows.length);
            }
        };
    }
}
