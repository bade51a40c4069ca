package io.penstock.source.file;

import io.penstock.source.RecordBatch;
import io.penstock.source.kafka.Handover;
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
 * The source's entry for Spark: {@code readStream().format(FileProvider.class.getName())} with the handle of a {@link FileSource} in
 * {@link #SOURCE}. A stream of it ends.
 */
public final class FileProvider implements TableProvider {

    /** Option with the handle of the source. */
    public static final String SOURCE = "penstock.source";

    /** The sources of streams that are starting. */
    public static final Handover<FileSource> SOURCES = new Handover<>();

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return typeOf(SOURCES.get(options.get(SOURCE)));
    }

    @Override
    public Table getTable(StructType columns, Transform[] partitioning, Map<String, String> properties) {
        return new FileTable(SOURCES.get(new CaseInsensitiveStringMap(properties).get(SOURCE)));
    }

    private static StructType typeOf(FileSource source) {
        return source.rows() == null
                ? RecordBatch.columns(source.schema())
                : source.schema().columns();
    }

    private record FileTable(FileSource source) implements SupportsRead {

        @Override
        public String name() {
            return source.topic().name();
        }

        @Override
        @SuppressWarnings("deprecation") // the method that replaces it calls this one
        public StructType schema() {
            return typeOf(source);
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.MICRO_BATCH_READ);
        }

        @Override
        public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
            return () -> new FileScan(source);
        }
    }

    private record FileScan(FileSource source) implements Scan {

        @Override
        public StructType readSchema() {
            return typeOf(source);
        }

        @Override
        public String description() {
            return source.topic().name();
        }

        @Override
        public ColumnarSupportMode columnarSupportMode() {
            return source.rows() == null ? ColumnarSupportMode.SUPPORTED : ColumnarSupportMode.UNSUPPORTED;
        }

        @Override
        public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
            return new FileStream(source);
        }
    }
}
