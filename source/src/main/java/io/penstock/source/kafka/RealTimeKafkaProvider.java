package io.penstock.source.kafka;

import io.penstock.source.RecordSchema;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Scan.ColumnarSupportMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The source's entry for Spark's real-time mode, with the options of {@link ColumnarKafkaProvider}.
 *
 * <p>Spark moves single rows there. A row of this source stands for all the records that had come when it was asked for, and says
 * how many they are; a writer in the same task finds them in {@link RecordsInHand}. So the plan between the two must not be
 * anything that moves rows to other tasks, or leaves some out.
 */
public final class RealTimeKafkaProvider implements TableProvider {

    /** The column of a row: how many records it stands for. */
    static final StructType COLUMNS = new StructType().add("records", DataTypes.IntegerType, false);

    private static final Set<String> ENDING = ConcurrentHashMap.newKeySet();

    /**
     * Ends the batch of a stream that runs in this process, and those after it as soon as they begin, until the stream is
     * stopped. Tasks in other processes end with the batch's time.
     *
     * @param stream its handle in {@link ColumnarKafkaProvider#SCHEMA}
     */
    public static void endBatches(String stream) {
        ENDING.add(stream);
    }

    static boolean isEnding(String stream) {
        return ENDING.contains(stream);
    }

    static void forget(String stream) {
        ENDING.remove(stream);
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return COLUMNS;
    }

    @Override
    public Table getTable(StructType columns, Transform[] partitioning, Map<String, String> properties) {
        CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(properties);
        String stream = options.get(ColumnarKafkaProvider.SCHEMA);
        RecordSchema schema = ColumnarKafkaProvider.SCHEMAS.get(stream);
        return KafkaStreamTable.of(
                options,
                "real-time",
                COLUMNS,
                ColumnarSupportMode.UNSUPPORTED,
                stock -> new RealTimeKafkaStream(stock, schema, stream));
    }
}
