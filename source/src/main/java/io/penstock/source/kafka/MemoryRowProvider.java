package io.penstock.source.kafka;

import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * What {@link RowKafkaProvider} is for a topic, for a {@link MemoryTopic}: rows of good records, those that a {@link RowFilter}
 * lets pass. Takes in {@link #SOURCE} the handle of a {@link Source}.
 */
public final class MemoryRowProvider implements TableProvider {

    /** Option with the handle of the source. */
    public static final String SOURCE = "penstock.source";

    /** The sources of streams that are starting. */
    public static final Handover<Source> SOURCES = new Handover<>();

    /** A topic and how one query reads it. */
    public record Source(MemoryTopic topic, RowSource rows) {}

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return SOURCES.get(options.get(SOURCE)).rows().schema().columns();
    }

    @Override
    public Table getTable(StructType columns, Transform[] partitioning, Map<String, String> properties) {
        return new MemoryTable(SOURCES.get(new CaseInsensitiveStringMap(properties).get(SOURCE)));
    }

    private record MemoryTable(Source source) implements SupportsRead {

        @Override
        public String name() {
            return "records in memory";
        }

        @Override
        @SuppressWarnings("deprecation") // the method that replaces it calls this one
        public StructType schema() {
            return source.rows().schema().columns();
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.MICRO_BATCH_READ);
        }

        @Override
        public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
            return () -> new MemoryScan(source);
        }
    }

    private record MemoryScan(Source source) implements Scan {

        @Override
        public StructType readSchema() {
            return source.rows().schema().columns();
        }

        @Override
        public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
            return new MemoryStream(source);
        }
    }
}
