package io.penstock.engine.sql;

import io.penstock.engine.sql.virtual.VirtualNamespace;
import io.penstock.sinks.VirtualTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A virtual namespace with a table {@code three} of the numbers 0, 1 and 2. */
record CountedTables(String name, List<VirtualNamespace> namespaces) implements VirtualNamespace {

    private static final StructType COLUMNS = new StructType().add("n", DataTypes.LongType, false);

    CountedTables(String name, VirtualNamespace... namespaces) {
        this(name, List.of(namespaces));
    }

    @Override
    public List<String> tables() {
        return List.of("three");
    }

    @Override
    public Optional<VirtualTable> find(String table) {
        return table.equals("three") ? Optional.of(new Three(name + ".three")) : Optional.empty();
    }

    @Override
    public String whyNone() {
        return "it counts to three only";
    }

    private record Three(String name) implements VirtualTable {

        @Override
        @SuppressWarnings("deprecation") // the method that replaces it calls this one
        public StructType schema() {
            return COLUMNS;
        }

        @Override
        public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
            return () -> new LocalScan() {

                @Override
                public InternalRow[] rows() {
                    return LongStream.range(0, 3)
                            .mapToObj(n -> new GenericInternalRow(new Object[] {n}))
                            .toArray(InternalRow[]::new);
                }

                @Override
                public StructType readSchema() {
                    return COLUMNS;
                }
            };
        }
    }
}
