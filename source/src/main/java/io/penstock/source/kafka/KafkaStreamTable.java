package io.penstock.source.kafka;

import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Scan.ColumnarSupportMode;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.kafka010.KafkaMicroBatchStream;
import org.apache.spark.sql.kafka010.KafkaSourceProvider;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A topic as a table that a stream reads: that of Spark's own source, with a stream of ours around its stream.
 *
 * @param kind what it is, for Spark's plans
 * @param rowType columns of its rows or batches
 * @param mode whether tasks give batches of columns
 * @param stream makes the stream from Spark's own
 */
record KafkaStreamTable(
        SupportsRead stock,
        String kind,
        StructType rowType,
        ColumnarSupportMode mode,
        Function<KafkaMicroBatchStream, MicroBatchStream> stream)
        implements SupportsRead {

    /** @param options of Spark's own source */
    static KafkaStreamTable of(
            CaseInsensitiveStringMap options,
            String kind,
            StructType rowType,
            ColumnarSupportMode mode,
            Function<KafkaMicroBatchStream, MicroBatchStream> stream) {
        return new KafkaStreamTable(
                (SupportsRead) new KafkaSourceProvider().getTable(options), kind, rowType, mode, stream);
    }

    @Override
    public String name() {
        return kind + "-" + stock.name();
    }

    @Override
    @SuppressWarnings("deprecation") // the method that replaces it calls this one, and Spark's tables have both
    public StructType schema() {
        return rowType;
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.MICRO_BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        Scan scan = stock.newScanBuilder(options).build();
        return () -> new StreamScan(scan, this);
    }

    private record StreamScan(Scan stock, KafkaStreamTable table) implements Scan {

        @Override
        public StructType readSchema() {
            return table.rowType;
        }

        @Override
        public String description() {
            return table.kind + " " + stock.description();
        }

        @Override
        public ColumnarSupportMode columnarSupportMode() {
            return table.mode;
        }

        @Override
        public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
            return table.stream.apply((KafkaMicroBatchStream) stock.toMicroBatchStream(checkpointLocation));
        }
    }
}
