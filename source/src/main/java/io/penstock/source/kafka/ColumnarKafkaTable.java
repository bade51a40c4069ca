package io.penstock.source.kafka;

import io.penstock.source.RecordBatch;
import io.penstock.source.RecordSchema;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.kafka010.KafkaMicroBatchStream;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A topic as a table of decoded records that a stream reads. */
final class ColumnarKafkaTable implements SupportsRead {

    private final SupportsRead stock;
    private final RecordSchema schema;

    ColumnarKafkaTable(SupportsRead stock, RecordSchema schema) {
        this.stock = stock;
        this.schema = schema;
    }

    @Override
    public String name() {
        return "columnar-" + stock.name();
    }

    @Override
    @SuppressWarnings("deprecation") // the method that replaces it calls this one, and Spark's tables have both
    public StructType schema() {
        return RecordBatch.columns(schema);
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.MICRO_BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        Scan scan = stock.newScanBuilder(options).build();
        return () -> new ColumnarScan(scan, schema);
    }

    private record ColumnarScan(Scan stock, RecordSchema schema) implements Scan {

        @Override
        public StructType readSchema() {
            return RecordBatch.columns(schema);
        }

        @Override
        public String description() {
            return "columnar " + stock.description();
        }

        @Override
        public ColumnarSupportMode columnarSupportMode() {
            return ColumnarSupportMode.SUPPORTED;
        }

        @Override
        public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
            return new ColumnarKafkaStream(
                    (KafkaMicroBatchStream) stock.toMicroBatchStream(checkpointLocation), schema);
        }
    }
}
