package io.penstock.engine.sql.virtual;

import io.penstock.engine.commit.QueryState;
import io.penstock.engine.state.StateFolder;
import io.penstock.sinks.VirtualTable;
import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The ledger of a pipeline, those of its replays and of what its indices got later included.
 *
 * <p><b>Rows:</b> one for each batch, partition and output; one without an output where a batch had none. <b>Columns:</b> those of
 * {@link LedgerReader#COLUMNS}. The figures in front of the output are those of batch and partition, the same in the rows of all
 * outputs.
 */
final class LedgerTable implements VirtualTable, Scan, Batch {

    private final String name;
    private final StateFolder pipeline;
    private final SerializableConfiguration hadoop;

    LedgerTable(String name, StateFolder pipeline, Configuration hadoop) {
        this.name = name;
        this.pipeline = pipeline;
        this.hadoop = new SerializableConfiguration(hadoop);
    }

    /** The state of a query, in a task. @param location of its folder */
    private record Query(URI location) implements InputPartition {}

    private record ReaderFactory(SerializableConfiguration hadoop) implements PartitionReaderFactory {

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            StateFolder folder = StateFolder.at(((Query) partition).location, hadoop.value());
            return new LedgerReader(new QueryState(folder).ledger().iterator());
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    @SuppressWarnings("deprecation") // the method that replaces it calls this one
    public StructType schema() {
        return LedgerReader.COLUMNS;
    }

    @Override
    public Map<String, String> properties() {
        return Map.of(TableCatalog.PROP_COMMENT, "what became of each offset, by batch, partition and output");
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        return () -> this;
    }

    @Override
    public StructType readSchema() {
        return LedgerReader.COLUMNS;
    }

    @Override
    public String description() {
        return name;
    }

    @Override
    public Batch toBatch() {
        return this;
    }

    @Override
    public InputPartition[] planInputPartitions() {
        return pipeline.folders().stream()
                .map(source -> new QueryState(pipeline.folder(source)))
                .flatMap(query -> Stream.of(query, query.replays(), query.catchUps()))
                .map(query -> new Query(query.folder().location()))
                .toArray(InputPartition[]::new);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new ReaderFactory(hadoop);
    }
}
