package io.penstock.source.kafka;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Scan.ColumnarSupportMode;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The source's entry for queries that compute in Spark's own operators: rows of good records, those that a {@link RowFilter} lets
 * pass. Takes the options of Spark's own Kafka source, and in {@link #SOURCE} the handle of a {@link RowSource}.
 */
public final class RowKafkaProvider implements TableProvider {

    /** Option with the handle of the source. */
    public static final String SOURCE = "penstock.source";

    /** The sources of streams that are starting. */
    public static final Handover<RowSource> SOURCES = new Handover<>();

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return SOURCES.get(options.get(SOURCE)).schema().columns();
    }

    @Override
    public Table getTable(StructType columns, Transform[] partitioning, Map<String, String> properties) {
        CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(properties);
        RowSource source = SOURCES.get(options.get(SOURCE));
        return KafkaStreamTable.of(
                options,
                "rows",
                source.schema().columns(),
                ColumnarSupportMode.UNSUPPORTED,
                stock -> new RowKafkaStream(stock, source));
    }
}
