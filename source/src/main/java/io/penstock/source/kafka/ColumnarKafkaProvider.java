package io.penstock.source.kafka;

import io.penstock.source.RecordBatch;
import io.penstock.source.RecordSchema;
import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Scan.ColumnarSupportMode;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The source's entry for Spark: {@code readStream().format(ColumnarKafkaProvider.class.getName())} with the options of Spark's
 * own Kafka source, and in {@link #SCHEMA} the handle of a {@link RecordSchema}.
 *
 * <p>A batch's records come as {@link RecordBatch}es. Rejected records are among them, with NULL in their columns and the reason
 * beside them; a reader that wants good ones asks for {@code _rejection IS NULL}.
 */
public final class ColumnarKafkaProvider implements TableProvider {

    /** Option with the handle of the record schema. */
    public static final String SCHEMA = "penstock.schema";

    /** Option with the offsets that the stream ends at, in the form of Spark's {@code startingOffsets}; without it it never ends. */
    public static final String UNTIL = "penstock.until";

    /** The record schemas of streams that are starting. */
    public static final Handover<RecordSchema> SCHEMAS = new Handover<>();

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return RecordBatch.columns(SCHEMAS.get(options.get(SCHEMA)));
    }

    @Override
    public Table getTable(StructType columns, Transform[] partitioning, Map<String, String> properties) {
        CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(properties);
        RecordSchema schema = SCHEMAS.get(options.get(SCHEMA));
        return KafkaStreamTable.of(
                options,
                "columnar",
                RecordBatch.columns(schema),
                ColumnarSupportMode.SUPPORTED,
                stock -> new ColumnarKafkaStream(stock, schema, options.get(UNTIL)));
    }
}
